/**
 * How far behind groups were: samples of the last day, in memory, and the trend that is in them.
 */
@NullMarked
package io.millrace.admin.lag;

import org.jspecify.annotations.NullMarked;
