namespace CallCenter.Server.Session;

/// <summary>What signing in and out means to the agents' seats.</summary>
internal interface IAgentDirectory
{
    /// <param name="phone">"browser", a desk phone's number, or null for somebody without a phone.</param>
    /// <returns>Null, or the problem code that keeps the user out (phone-taken).</returns>
    Task<string?> SignedInAsync(string user, string? phone, CancellationToken ct);

    Task SignedOutAsync(string user, CancellationToken ct);
}
