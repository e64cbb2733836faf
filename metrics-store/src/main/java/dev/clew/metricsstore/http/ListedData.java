package dev.clew.metricsstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The data of an answer that lists what a source has, written while it is read from there. Used by
 * one thread.
 */
final class ListedData implements ApiHandler.Data {
  static final String TRUNCATED = "results truncated due to limit";

  /** Writes the list; whether there was more than the limit. */
  interface Writing {
    boolean write(ListingJson json) throws IOException;
  }

  private final AutoCloseable listing;
  private final Writing writing;
  private final Supplier<List<String>> lost;
  private boolean truncated;

  /**
   * @param listing is closed at the end
   * @param lost what is missing in the list, asked when it is written
   */
  ListedData(AutoCloseable listing, Writing writing, Supplier<List<String>> lost) {
    this.listing = listing;
    this.writing = writing;
    this.lost = lost;
  }

  @Override
  public void write(JsonGenerator json) throws IOException {
    json.writeRawValue(""); // what is written past the generator is the value of its field
    json.flush();
    if (!(json.getOutputTarget() instanceof OutputStream out)) {
      throw new IllegalStateException("BUG: an answer is not written as bytes");
    }
    ListingJson list = new ListingJson(out);
    truncated = writing.write(list);
    list.flush();
  }

  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(lost.get());
    if (truncated) {
      warnings.add(TRUNCATED);
    }
    return warnings;
  }

  @Override
  public void close() {
    try {
      listing.close();
    } catch (Exception e) {
      throw new IllegalStateException("BUG: a listing was not closed", e);
    }
  }
}
