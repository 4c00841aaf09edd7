namespace CallCenter.Ari;

/// <summary>Where Asterisk's ARI is and how to hold on to it.</summary>
public sealed class AriOptions
{
    /// <summary>ARI's root. Plain HTTP belongs on loopback only.</summary>
    public Uri BaseAddress { get; set; } = new("http://127.0.0.1:8088/ari/");

    /// <summary>Section of ari.conf with <c>type=user</c>.</summary>
    public string User { get; set; } = "callcenter";

    /// <summary>Its password.</summary>
    public string Password { get; set; } = "";

    /// <summary>The Stasis application. One socket owns it: a second connection under this name takes it over.</summary>
    public string Application { get; set; } = "callcenter";

    /// <summary>Receive the events of every channel, bridge and endpoint instead of only those in or subscribed by the application.</summary>
    public bool SubscribeAll { get; set; }

    /// <summary>Types to receive, by their names on the wire; empty for all.</summary>
    public IReadOnlyList<string> EventTypes { get; set; } = [];

    /// <summary>How often a quiet event socket is pinged.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer to a ping may take until the socket counts as lost. Half-open TCP is noticed within interval + time-out.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Bound of one REST request and of one attempt to connect.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>First pause before connecting again; doubles with every failure, with jitter.</summary>
    public TimeSpan BackOffMin { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause before connecting again. A socket that lived longer than this starts over at <see cref="BackOffMin"/>.</summary>
    public TimeSpan BackOffMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Concurrent REST connections; below <c>sessionlimit</c> of http.conf (100 by default), which browsers' SIP sockets share.</summary>
    public int MaxConnections { get; set; } = 32;

    /// <summary>Longest event, in bytes. A longer one means the stream is not ARI.</summary>
    public int MaxEventBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>What is wrong, in words that tell what to set; empty when all is well.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Check(BaseAddress is { IsAbsoluteUri: true, Scheme: "http" or "https" }, "BaseAddress must be an absolute http or https address, such as http://127.0.0.1:8088/ari/.");
        Check(!string.IsNullOrWhiteSpace(User) && !User.Contains(':', StringComparison.Ordinal), "User must name a user of ari.conf; it cannot contain a colon.");
        Check(!string.IsNullOrEmpty(Password), "Password must be the user's password in ari.conf.");
        Check(!string.IsNullOrWhiteSpace(Application) && !Application.Contains(',', StringComparison.Ordinal), "Application must be one Stasis application name without commas.");
        Check(EventTypes.All(t => !string.IsNullOrWhiteSpace(t)), "EventTypes must not contain empty names.");
        Check(PingInterval > TimeSpan.Zero, "PingInterval must be longer than zero.");
        Check(PingTimeout > TimeSpan.Zero, "PingTimeout must be longer than zero.");
        Check(RequestTimeout > TimeSpan.Zero, "RequestTimeout must be longer than zero.");
        Check(BackOffMin > TimeSpan.Zero && BackOffMax >= BackOffMin, "BackOffMin must be longer than zero and not longer than BackOffMax.");
        Check(MaxConnections > 0, "MaxConnections must be at least 1.");
        Check(MaxEventBytes >= 64 * 1024, "MaxEventBytes must be at least 65536.");
        return problems;

        void Check(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }

    /// <summary>Throws with every problem in the message.</summary>
    /// <exception cref="ArgumentException">Something must be set differently.</exception>
    public void Validate()
    {
        if (Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException("Ari options: " + string.Join(" ", problems));
        }
    }

    /// <summary>The root with the closing slash that relative addresses need.</summary>
    internal Uri Root => BaseAddress.AbsoluteUri.EndsWith('/') ? BaseAddress : new Uri(BaseAddress.AbsoluteUri + "/");
}
