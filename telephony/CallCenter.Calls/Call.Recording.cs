using CallCenter.Ari;

namespace CallCenter.Calls;

/// <summary>What the caller says while no human is there. Asterisk records, with or without us.</summary>
public sealed partial class Call
{
    /// <summary>Records the caller, until he presses #, is silent for a while or has spoken too long; <see cref="RecordingEnded"/> follows. Comes after what is being played.</summary>
    /// <param name="name">Of the file; one that is there is written anew.</param>
    public Task RecordAsync(string name, TimeSpan longest, TimeSpan silence, CancellationToken ct) => OnCallerAsync(_ari.Channels.RecordAsync(Id, name, "wav", (int)longest.TotalSeconds, (int)silence.TotalSeconds,
        Ari.Models.IfRecordingExists.Overwrite, beep: false, Ari.Models.TerminateOn.Hash, ct));

    /// <summary>Whether Asterisk is still at it, or has yet to begin.</summary>
    public async Task<bool> IsRecordingAsync(string name, CancellationToken ct)
    {
        try
        {
            await _ari.Recordings.GetLiveAsync(name, ct);
            return true;
        }
        catch (AriGoneException)
        {
            return false;
        }
    }

    public Task StopRecordingAsync(string name, CancellationToken ct) => CallHost.UnlessGoneAsync(_ari.Recordings.StopAsync(name, ct));
}
