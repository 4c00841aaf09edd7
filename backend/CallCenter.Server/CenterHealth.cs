using CallCenter.Server.Operations;

namespace CallCenter.Server;

/// <summary>The lights on the agents' pages.</summary>
internal interface ICenterHealth
{
    /// <summary>The link to Asterisk is up.</summary>
    bool LinkUp { get; }

    bool DatabaseUp { get; }
}

internal sealed class CenterHealth(ITelephonyHealth telephony, Database database) : ICenterHealth
{
    public bool LinkUp => telephony.Connected;

    public bool DatabaseUp => database.Up;
}
