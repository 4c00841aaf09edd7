using CallCenter.Calls;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Calls;

/// <summary>A caller outside the hours, where callers are not kept waiting, or one whose number is blocked.</summary>
internal sealed partial class Hotline
{
    /// <summary>The longest announcement a page takes, and a little.</summary>
    private static readonly TimeSpan AnnouncementLimit = TimeSpan.FromSeconds(70);

    /// <summary>Nobody has queued him yet: neither we before, nor the dialplan, which rings phones at any hour.</summary>
    private bool IsNew => call.Legs.Count == 0 && !parts.Routing.State.Calls.ContainsKey(call.Id);

    /// <summary>The announcement, then the end. Routing never hears of him; the log does.</summary>
    private async Task TurnAwayAsync(Arrival closed, string announcement)
    {
        parts.TurnedAway(call, closed);
        parts.Identify(call);
        call.Settle();
        await call.HoldLeaseAsync(_gone);
        await call.AnswerAsync(_gone);
        using var limit = call.Remind("announced", AnnouncementLimit);
        var prompt = await call.PlayAsync([parts.Prompt(announcement)], _gone);
        var said = false;
        while (!said)
        {
            said = await call.NextAsync(_gone) switch
            {
                Reminder { What: "announced" } => true,
                PlaybackEnded ended => ended.Playback == prompt,
                _ => false,
            };
        }
        _turnedAway = true;
    }
}
