package dev.clew.packaging.http;

import com.linecorp.armeria.common.FlagsProvider;

/** What Armeria does otherwise than by default; it finds this class by itself. */
public final class ArmeriaFlags implements FlagsProvider {

  /** Below system properties, above the defaults. */
  @Override
  public int priority() {
    return 1;
  }

  /**
   * Queries, names and IDs are anybody's words, {@code ..} among them; no file is looked up by what
   * stands behind the question mark.
   */
  @Override
  public Boolean allowDoubleDotsInQueryString() {
    return true;
  }
}
