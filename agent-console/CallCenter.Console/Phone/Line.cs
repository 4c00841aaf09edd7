namespace CallCenter.Console.Phone;

/// <summary>The SIP session this page has, as the softphone tells it. The private constructor closes the union.</summary>
internal abstract record Line
{
    private Line()
    {
    }

    /// <summary>No session.</summary>
    internal sealed record Idle : Line;

    /// <param name="Offer">Null when the dialplan rang us without the Server.</param>
    internal sealed record Ringing(string? Offer, string? Call, string? Caller, bool Answering) : Line;

    internal sealed record Up(string? Offer, string? Call, string? Caller, bool Held, bool Muted) : Line;

    public static Line None { get; } = new Idle();

    public string? OfferId => this switch
    {
        Ringing r => r.Offer,
        Up u => u.Offer,
        _ => null,
    };

    public string? CallId => this switch
    {
        Ringing r => r.Call,
        Up u => u.Call,
        _ => null,
    };

    public string? From => this switch
    {
        Ringing r => r.Caller,
        Up u => u.Caller,
        _ => null,
    };
}

internal enum Registration { Off, Connecting, Registered, Refused }

internal enum Microphone { Unknown, Ok, Refused, Lost }

/// <summary>The softphone's news, whole on every change; src/types.ts has the same shape.</summary>
internal sealed record PhoneNews(string Registration, string Microphone, PhoneNews.SessionNews? Session)
{
    internal sealed record SessionNews(string? Offer, string? Call, string? Caller, string Phase, bool Held, bool Muted);
}

/// <param name="Able">One we support.</param>
/// <param name="Secure">The page was loaded so that the browser gives it a microphone.</param>
/// <param name="ClockAhead">Seconds this machine's clock is ahead of the Server's.</param>
internal sealed record Surroundings(string Name, int Version, bool Able, bool Secure, int ClockAhead);

internal sealed record AudioDevice(string Id, string Label);

internal sealed record AudioDevices(IReadOnlyList<AudioDevice> Microphones, IReadOnlyList<AudioDevice> Speakers, string Microphone, string Speaker, string Ring);
