package dev.clew.storage.index;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.lucene.util.BytesRef;

/** What an index is asked, as people read it. */
public final class TermText {
  private static final int MOST_NAMED = 8;

  private TermText() {}

  /** What all has to be there: {@code failed}, {@code service=checkout}; empty for everything. */
  public static List<String> of(IndexQuery query) {
    if (query.wantsAll()) {
      return List.of();
    }
    if (query instanceof IndexQuery.AllOf all) {
      List<String> texts = new ArrayList<>();
      all.of().forEach(part -> texts.addAll(of(part)));
      return texts.stream().distinct().toList();
    }
    return query instanceof IndexQuery.Since since ? of(since.of()) : List.of(one(query));
  }

  private static String one(IndexQuery query) {
    return switch (query) {
      case IndexQuery.Term term -> text(term.bytes());
      case IndexQuery.AnyTerm any ->
          any.sorted().size() > MOST_NAMED
              ? "one of " + any.sorted().size() + " terms"
              : any.sorted().stream().map(TermText::text).collect(Collectors.joining(" or "));
      case IndexQuery.Id id -> "id#" + Long.toHexString(id.hash());
      case IndexQuery.AnyId any -> "one of " + any.sorted().size() + " ids";
      case IndexQuery.TermPrefix prefix -> text(prefix.bytes()) + "*";
      case IndexQuery.TermsWhere where -> text(where.prefix()) + "*…*";
      case IndexQuery.EachField each -> "any field";
      case IndexQuery.AllOf all ->
          all.of().stream().map(TermText::one).distinct().collect(Collectors.joining(" and "));
      case IndexQuery.AnyOf any ->
          any.of().stream().map(TermText::one).distinct().collect(Collectors.joining(" or "));
      case IndexQuery.Since since -> one(since.of());
    };
  }

  /** The first byte of a term says of which kind it is; a zero byte divides name and value. */
  private static String text(BytesRef term) {
    if (term.length == 0) {
      return "";
    }
    int from = term.offset + 1;
    int end = term.offset + term.length;
    int zero = from;
    while (zero < end && term.bytes[zero] != 0) {
      zero++;
    }
    String name = new String(term.bytes, from, zero - from, StandardCharsets.UTF_8);
    int value = Math.min(end, zero + 1);
    return switch (term.bytes[term.offset]) {
      case Terms.WORD -> name;
      case Terms.ADDRESS -> "an IPv6 address";
      case Terms.VALUE ->
          value < end && term.bytes[value] == Terms.HASHED
              ? name + "=#"
              : name + "=" + new String(term.bytes, value, end - value, StandardCharsets.UTF_8);
      case Terms.UNINDEXED -> name + " not indexed";
      case Terms.EXISTS -> name + ":*";
      default -> "a term";
    };
  }
}
