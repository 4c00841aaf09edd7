using CallCenter.Contracts;

namespace CallCenter.Console.Desk;

/// <summary>An alarm over whatever the agent does.</summary>
internal sealed partial class AgentDesk
{
    private string? _alarmed;

    /// <summary>Asked for while in a talk: no phone rings, 接听 takes it.</summary>
    public CallSnapshot? Alarm => Snapshot?.Alarm;

    /// <summary>Red: an alarm asks, rings or is in hand.</summary>
    public bool Red => Alarm is not null || Call is { Life: true };

    public IReadOnlyList<PausedCall> Paused => Snapshot?.Paused ?? [];

    /// <summary>The phone changes calls, so a talk that is on hold has to be taken off it first: the hold is the phone's own.</summary>
    private async Task TakeAlarmAsync(CallSnapshot alarm)
    {
        if (_phone.Line is Phone.Line.Up { Held: true })
            await _phone.HoldAsync(false);
        await SayAsync(_api.CallAsync(alarm.CallId, "answer"));
    }

    /// <summary>Tone and announcement once for each alarm; a desk phone's page speaks through the computer as well.</summary>
    private void SoundAlarm()
    {
        if (_alarmed == Alarm?.CallId)
            return;
        _alarmed = Alarm?.CallId;
        _ = _phone.AlarmAsync(Alarm is { } alarm ? _words.AlarmAnnouncement(alarm) : null).AsTask();
        if (Alarm is { } asked)
            _ = _phone.NotifyAsync(_words.AlarmCall, _words.Caller(asked)).AsTask();
    }
}
