@NullMarked
package io.millrace.replication.controller;

import org.jspecify.annotations.NullMarked;
