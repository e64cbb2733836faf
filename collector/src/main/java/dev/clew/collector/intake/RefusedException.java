package dev.clew.collector.intake;

/** Carries a {@link Refusal} up to the protocol that answers it. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.message(), null, false, false); // made for senders, not for stack traces
    this.refusal = refusal;
  }

  public RefusedException(Refusal.Kind kind, String reason, String remedy) {
    this(new Refusal(kind, reason, remedy));
  }

  public Refusal refusal() {
    return refusal;
  }
}
