namespace CallCenter.Server.Operations;

/// <summary>What the link to Asterisk knows.</summary>
internal interface ITelephonyHealth
{
    /// <summary>Asterisk answers and its event socket is open.</summary>
    bool Connected { get; }

    /// <summary>Whether the caller's channel exists anywhere in Asterisk, in our hands or in the fallback's; null when that cannot be told.</summary>
    bool? IsCallUp(string callId);
}

/// <summary>A Server without telephony: tests of everything else.</summary>
internal sealed class NoTelephony : ITelephonyHealth
{
    public bool Connected => false;

    public bool? IsCallUp(string callId) => null;
}
