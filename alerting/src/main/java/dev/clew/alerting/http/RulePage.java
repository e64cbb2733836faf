package dev.clew.alerting.http;

import com.linecorp.armeria.common.QueryParams;
import dev.clew.alerting.rule.RuleGroup;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A part of the rule groups.
 *
 * @param limit the most groups there are; 0 for all of them
 * @param token of the group to begin with; empty for the first
 */
record RulePage(int limit, String token) {
  static RulePage of(QueryParams parameters) {
    String limit = parameters.get("group_limit", "");
    String token = parameters.get("group_next_token", "");
    if (limit.isEmpty()) {
      if (!token.isEmpty()) {
        throw RuleFilter.invalid(
            "group_next_token",
            "group_limit needs to be present in order to paginate over the groups");
      }
      return new RulePage(0, "");
    }
    int count;
    try {
      count = Integer.parseInt(limit);
    } catch (NumberFormatException e) {
      String what = limit.matches("[+-]?[0-9]+") ? "value out of range" : "invalid syntax";
      throw RuleFilter.invalid(
          "group_limit",
          "group_limit needs to be a valid number: strconv.ParseInt: parsing \""
              + limit
              + "\": "
              + what);
    }
    if (count <= 0) {
      throw RuleFilter.invalid("group_limit", "group_limit needs to be greater than 0");
    }
    return new RulePage(count, token);
  }

  /** What stands for a group, as long as there is one of this name in this file. */
  static String token(RuleGroup group) {
    try {
      byte[] text = (group.file() + ";" + group.name()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every Java has SHA-256", e);
    }
  }

  /** Nobody has a token of a group that is gone. */
  IllegalArgumentException unknownToken() {
    return RuleFilter.invalid(
        "group_next_token", "invalid group_next_token '" + token + "'. were rule groups changed?");
  }
}
