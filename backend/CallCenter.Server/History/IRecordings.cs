namespace CallCenter.Server.History;

/// <summary>What becomes of a call's recording.</summary>
internal interface IRecordings
{
    /// <summary>The caller is gone: both sides are put together and compressed soon. Never throws, never waits.</summary>
    void CallEnded(string callId);
}
