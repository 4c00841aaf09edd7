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

    /// <summary>The announcement, then the end, or a message first. Nobody is rung for him; the log has him.</summary>
    private async Task TurnAwayAsync(Arrival closed, string announcement)
    {
        parts.TurnedAway(call, closed);
        parts.Identify(call);
        call.Settle();
        await call.HoldLeaseAsync(_gone);
        await call.AnswerAsync(_gone);
        _closed = true;
        if (closed.Voicemail)
        {
            await TakeMessageAsync();
            return;
        }
        _prompt = await call.PlayAsync(parts.Prompt(announcement), _gone);
        await HearOutAsync();
        _turnedAway = true;
    }
}
