package dev.clew.collector.otlp;

import com.github.luben.zstd.ZstdInputStream;
import dev.clew.collector.Refusal;
import dev.clew.collector.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** The content codings of OTLP/HTTP bodies; decompression stops at a bound. */
public enum ContentCoding {
  IDENTITY,
  GZIP,
  DEFLATE,
  ZSTD;

  /** For the {@code Accept-Encoding} of an answer (RFC 9110, 12.5.3). */
  static final String ALL = "gzip, deflate, zstd, identity";

  /**
   * @throws RefusedException when the coding is not one of {@link #ALL}
   */
  public static ContentCoding parse(String header) {
    return switch (header.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      case "deflate" -> DEFLATE;
      case "zstd" -> ZSTD;
      default ->
          throw new RefusedException(
              Refusal.Kind.CONTENT_ENCODING,
              "Content-Encoding: " + header + " is not supported",
              "Use gzip, zstd, deflate or none (OTEL_EXPORTER_OTLP_COMPRESSION=gzip).");
    };
  }

  /**
   * @throws RefusedException when the body is not what the coding says, or longer than allowed
   */
  public byte[] decode(byte[] body, int maxBytes) {
    if (this == IDENTITY) {
      return body;
    }
    try (InputStream in = decoder(body)) {
      byte[] decoded = in.readNBytes(maxBytes + 1);
      if (decoded.length > maxBytes) {
        throw new RefusedException(
            Refusal.Kind.TOO_LARGE,
            "the decompressed request is larger than " + maxBytes + " bytes",
            "Send smaller batches, or raise collector.max_decompressed_bytes.");
      }
      return decoded;
    } catch (IOException e) {
      throw new RefusedException(
          Refusal.Kind.MALFORMED,
          "the body is not " + name().toLowerCase(Locale.ROOT) + " (" + e.getMessage() + ")",
          "Make Content-Encoding say how the body is compressed.");
    }
  }

  private InputStream decoder(byte[] body) throws IOException {
    InputStream in = new ByteArrayInputStream(body);
    return switch (this) {
      case IDENTITY -> in;
      case GZIP -> new GZIPInputStream(in, 1 << 16);
      case DEFLATE -> new InflaterInputStream(in);
      case ZSTD -> new ZstdInputStream(in);
    };
  }
}
