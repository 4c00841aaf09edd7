using CallCenter.Calls;
using CallCenter.Routing;

namespace CallCenter.Server.Calls;

/// <summary>
/// The caller speaks to nobody, and it is somebody's task afterwards. Prompt, beep and recording are given to Asterisk in one go, so that they go on whatever becomes of us; what lies on
/// the disk says whether a message was left.
/// </summary>
internal sealed partial class Hotline
{
    private static readonly TimeSpan LongestMessage = TimeSpan.FromMinutes(3), SilenceEnds = TimeSpan.FromSeconds(8);

    /// <summary>A recording lets every renewal wait, so its lease is as long as it can last. Afterwards the usual one holds again.</summary>
    private static readonly TimeSpan MessageLease = AnnouncementLimit + LongestMessage + TimeSpan.FromSeconds(20);
    private readonly string _message = parts.MessageOf(call.Id);

    /// <summary>Stage and lease are those of a message.</summary>
    private bool _asked = call.Facts.Stage == Stage.Voicemail;

    /// <summary>Came outside the hours: without a message there is nothing to wait for.</summary>
    private bool _closed;

    /// <summary>Goes on with what a Server before us may have begun.</summary>
    /// <returns>True: nobody waits here any more. False: nothing was said, and the caller waits on.</returns>
    private async Task<bool> TakeMessageAsync()
    {
        _closed |= parts.Routing.State.Calls.GetValueOrDefault(call.Id) is { Away.When: OverflowWhen.Closed };
        var runs = await call.IsRecordingAsync(_message, _gone);
        if (!runs && parts.MessageSeconds(call.Id) is null)
        {
            // A Server before us may have asked already, and while he hears that nothing else can be had of the channel: stage and lease are as they should be then.
            if (!_asked)
            {
                await HearOutAsync();
                await call.AnswerAsync(_gone);
                await StopMusicAsync();
                await call.HoldLeaseAsync(MessageLease, _gone);
                await call.SetAsync("CC_STAGE", Stage.Voicemail, _gone);
                _asked = true;
            }
            await call.PlayAsync([parts.Prompt(_closed ? "message-closed" : "message-please"), parts.Prompt("beep")], _gone);
            await call.RecordAsync(_message, LongestMessage, SilenceEnds, _gone);
            runs = true;
        }
        using var limit = call.Remind("message", MessageLease);
        while (runs)
        {
            switch (await call.NextAsync(_gone))
            {
                case RecordingEnded ended when ended.Name == _message:
                case Reminder { What: "message" }:
                    runs = false;
                    break;
                case var other:
                    await StopWhatRingsAsync(other);
                    break;
            }
        }
        await call.HoldLeaseAsync(_gone);
        if (parts.TellMessage(call.Id))
        {
            _prompt = await call.PlayAsync(parts.Prompt("message-thanks"), _gone);
        }
        else if (!_closed)
        {
            parts.Routing.Post(new AwayFailed(call.Id, "no-message"));
            await call.SetAsync("CC_STAGE", Stage.Waiting, _gone);
            _asked = false;
            _prompt = await call.PlayAsync(parts.Prompt("message-none"), _gone);
            return false;
        }
        else
        {
            _prompt = await call.PlayAsync(parts.Prompt("message-none-closed"), _gone);
        }
        await HearOutAsync();
        _turnedAway = true;
        return true;
    }

    /// <summary>What is being said to the caller is heard to its end.</summary>
    private async Task HearOutAsync()
    {
        using var limit = call.Remind("said", AnnouncementLimit);
        while (_prompt is not null)
        {
            switch (await call.NextAsync(_gone))
            {
                case PlaybackEnded ended when ended.Playback == _prompt:
                case Reminder { What: "said" }:
                    (_prompt, _noticePlaying) = (null, false);
                    break;
                case var other:
                    await StopWhatRingsAsync(other);
                    break;
            }
        }
    }
}
