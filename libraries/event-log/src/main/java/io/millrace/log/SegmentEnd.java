package io.millrace.log;

/** Where a segment ends: the first offset behind it and its length, which belong together. */
record SegmentEnd(long offset, int position) {}
