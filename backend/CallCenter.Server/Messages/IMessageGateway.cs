namespace CallCenter.Server.Messages;

/// <summary>A message as the gateway gets it.</summary>
/// <param name="Id">The idempotency key: however often it is asked, the gateway sends it once.</param>
/// <param name="Attempt">1 and up; above 1 an earlier attempt may have arrived.</param>
internal sealed record OutgoingMessage(Guid Id, string To, string Text, string Template, int Version, string Language, string Arguments, DateTimeOffset ExpiresAt, int Attempt);

/// <summary>What the gateway said.</summary>
internal abstract record GatewayAnswer
{
    private GatewayAnswer()
    {
    }

    /// <summary>It has the message and calls it by this reference in its receipts.</summary>
    public sealed record Accepted(string Reference) : GatewayAnswer;

    /// <summary>It will never take this message.</summary>
    public sealed record Refused(string Code) : GatewayAnswer;

    /// <summary>It did not take it, or we do not know: ask again.</summary>
    /// <param name="After">Not before, as the gateway wishes; null leaves it to us.</param>
    public sealed record Unclear(string Code, TimeSpan? After = null) : GatewayAnswer;
}

/// <summary>Carries a message out of the house.</summary>
internal interface IMessageGateway
{
    /// <summary>One attempt. Everything that can go wrong on the way is an answer; only cancellation throws.</summary>
    Task<GatewayAnswer> SendAsync(OutgoingMessage message, CancellationToken ct);
}
