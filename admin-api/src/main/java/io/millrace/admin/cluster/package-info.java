/** The cluster, its brokers, health and metrics. */
@NullMarked
package io.millrace.admin.cluster;

import org.jspecify.annotations.NullMarked;
