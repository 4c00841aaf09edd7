using CallCenter.Calls;
using CallCenter.Contracts;
using CallCenter.Routing;

namespace CallCenter.Server.Calls;

/// <summary>A callback: the same conversation, in which the person is called when an agent is there, or, after an alarm, was called first.</summary>
internal sealed partial class Hotline
{
    private const string LineIdle = "line-idle", TellAgain = "tell-again";
    private const char Understood = '1';
    private const int TimesTold = 3;
    private static readonly TimeSpan IdleLine = TimeSpan.FromSeconds(3), TellPause = TimeSpan.FromSeconds(4);
    private readonly bool _callback = call.Id.StartsWith(RoutingCore.BackPrefix, StringComparison.Ordinal);

    /// <summary>The person who was called is on the line, so this is a call like any other.</summary>
    private bool _reached;

    /// <summary>The caller hears that we call back.</summary>
    private bool _promised;

    private bool NobodyThere => _callback && !_reached;

    /// <summary>The line of a callback has come up.</summary>
    /// <returns>False: nobody needs it (any more).</returns>
    private async Task<bool> OpenLineAsync()
    {
        var offers = parts.Lines.Opened(call.Id);
        var task = parts.Routing.State.Calls.GetValueOrDefault(call.Id);
        parts.Identify(call);
        call.Settle();
        await call.HoldLeaseAsync(_gone);
        switch (task)
        {
            case { IsTask: true, Mode: CallMode.Dialling, Callback.Step: CallbackStep.Duty }:
                await TellDutyAsync();
                return false;
            case { IsTask: true, Mode: CallMode.Dialling, Callback.Step: var step }:
                _reached = true;
                await call.SetAsync("CC_STAGE", Stage.Waiting, _gone);
                parts.Routing.Post(new CallbackReached(call.Id));
                parts.Routing.Post(new LegStarted(call.Id, call.Id, "caller"));
                parts.Routing.Post(new LegAnswered(call.Id, call.Id));
                _prompt = await call.PlayAsync(parts.Prompt(step == CallbackStep.Contacts ? "callback-contact" : "callback-alarm"), _gone);
                return true;
            case { IsTask: true, Mode: CallMode.Offered } when offers.Count > 0:
                foreach (var offer in offers)
                {
                    call.Post(new OfferMade(offer));
                }
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whoever is on duty hears of an alarm whose caller cannot be reached. A mailbox presses no key.</summary>
    private async Task TellDutyAsync()
    {
        for (var told = 0; told < TimesTold; told++)
        {
            _prompt = await call.PlayAsync(parts.Prompt("callback-duty"), _gone);
            IDisposable? again = null;
            for (var listening = true; listening;)
            {
                switch (await call.NextAsync(_gone))
                {
                    case DigitPressed { Digit: Understood } key when key.Channel == call.Id:
                        again?.Dispose();
                        _reached = true;
                        parts.Routing.Post(new CallbackSettled(call.Id, HotlineParts.Duty, "told"));
                        return;
                    case PlaybackEnded ended when ended.Playback == _prompt:
                        again = call.Remind(TellAgain, TellPause);
                        break;
                    case Reminder { What: TellAgain }:
                        listening = false;
                        break;
                }
            }
        }
    }

    /// <summary>An agent is there: now the person is called, and the agent hears it ring.</summary>
    private async Task CallPersonAsync()
    {
        parts.Book.Change(call.Id, e => e with { Calling = true });
        await call.SetAsync("SHARED(CC_GO)", "1", _gone);
    }

    private void PersonIsThere()
    {
        if (_reached)
        {
            return;
        }
        _reached = true;
        parts.Routing.Post(new CallbackReached(call.Id));
        parts.Routing.Post(new LegStarted(call.Id, call.Id, "caller"));
        parts.Routing.Post(new LegAnswered(call.Id, call.Id));
        parts.Book.Change(call.Id, e => e with { Calling = false, AnsweredAt = parts.Time.GetUtcNow() });
    }

    /// <summary>After a restart in the middle of the talk: whether the person had picked up the dialplan knows.</summary>
    private async Task ResumeCallbackAsync(RoutedCall? known)
    {
        _reached = known is { IsTask: false };
        if (!_reached && await call.GetAsync("SHARED(CC_REACHED)", _gone) == "1")
        {
            PersonIsThere();
        }
    }

    /// <summary>The caller hears that we call back, and need not wait. One whose number nobody knows waits on.</summary>
    private async Task PromiseCallbackAsync()
    {
        if (parts.Lines.Dialable(call.CallerNumber).Length == 0)
        {
            parts.Routing.Post(new AwayFailed(call.Id, "no-number"));
            return;
        }
        _promised = true;
        await StopMusicAsync();
        _prompt = await call.PlayAsync(parts.Prompt("callback-promised"), _gone);
    }
}
