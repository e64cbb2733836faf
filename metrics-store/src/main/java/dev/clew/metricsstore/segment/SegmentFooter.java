package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/** The footer of a segment: what it says of itself, and where everything stands. */
record SegmentFooter(SegmentInfo info, List<Window> windows) {

  static void write(SegmentInfo info, List<Window> windows, ByteWriter out) {
    out.zigzag(info.day());
    out.varint(info.level());
    out.zigzag(info.position());
    out.varint(info.samples());
    out.zigzag(info.minMillis());
    out.zigzag(info.maxMillis());
    out.varint(windows.size());
    for (Window window : windows) {
      out.zigzag(window.start());
      out.zigzag(window.minMillis());
      out.zigzag(window.maxMillis());
      out.varint(window.columnsOffset());
      out.varint(window.columnsLength());
      out.u32(window.columnsCrc());
      out.varint(window.columnCount());
      out.varint(window.chunks().size());
      int series = 0;
      long offset = 0;
      for (Chunk chunk : window.chunks()) {
        out.varint(chunk.firstSeries() - series);
        out.varint(chunk.lastSeries() - chunk.firstSeries());
        out.varint(chunk.offset() - offset);
        out.varint(chunk.length());
        out.varint(chunk.rawLength());
        out.u32(chunk.crc());
        series = chunk.lastSeries();
        offset = chunk.offset() + chunk.length();
      }
    }
  }

  static SegmentFooter read(ByteReader in) {
    SegmentInfo info =
        new SegmentInfo(
            in.zigzag(), in.varint32(), in.zigzag(), in.varint(), in.zigzag(), in.zigzag());
    List<Window> windows = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      windows.add(
          new Window(
              in.zigzag(),
              in.zigzag(),
              in.zigzag(),
              in.varint(),
              in.varint32(),
              in.u32(),
              in.varint32(),
              chunks(in)));
    }
    return new SegmentFooter(info, windows);
  }

  private static List<Chunk> chunks(ByteReader in) {
    int count = in.count();
    List<Chunk> chunks = new ArrayList<>(count);
    int series = 0;
    long offset = 0;
    for (int i = 0; i < count; i++) {
      int first = series + in.varint32();
      int last = first + in.varint32();
      long at = offset + in.varint();
      int length = in.varint32();
      chunks.add(new Chunk(first, last, at, length, in.varint32(), in.u32()));
      series = last;
      offset = at + length;
    }
    return chunks;
  }
}
