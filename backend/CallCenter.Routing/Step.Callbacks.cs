using System.Collections.Immutable;

namespace CallCenter.Routing;

/// <summary>Callers no human answered are called back: by the next agent whom nobody on the line needs, after an alarm by the centre itself and at once.</summary>
internal sealed partial class Step
{
    /// <summary>Between two rounds of an alarm's callback.</summary>
    private static readonly TimeSpan LifePause = TimeSpan.FromSeconds(60);

    /// <summary>After a fault of ours: soon, but never at once and again at once.</summary>
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(5);

    private void Missed(CallMissed command)
    {
        if (_state.Calls.ContainsKey(command.Call) || _state.Calls.ContainsKey(BackOf(command.Call))) Refuse(command.Call, WhyCode.KnownCall);
        else if (!_state.Queues.ContainsKey(command.Queue)) Refuse(command.Queue, WhyCode.UnknownQueue);
        else CallBackLater(new RoutedCall(command.Call, command.Queue, CallMode.Waiting, command.ArrivedAt, command.Number, false) { Caller = command.Caller, Restricted = command.Restricted }, WhyCode.CallbackMissed);
    }

    private static string BackOf(string call) => $"{RoutingCore.BackPrefix}{call}";

    private void CallBackLater(RoutedCall gone, string code)
    {
        var policy = _state.Policy(gone.Queue);
        ImmutableArray<SpokenMessage> messages = gone.Message is { } spoken ? [new(gone.Call, spoken)] : [];
        if (gone.Drill || (messages.IsEmpty && policy is { IsLife: false, CallbackAttempts: 0 })) return;
        if (gone.Caller.Length == 0)
        {
            if (messages.IsEmpty) Closed(gone, WhyCode.CallbackNoNumber);
            else KeepToHear(gone, messages);
            return;
        }

        if (_state.CallbackOf(gone.Caller) is { } known)
        {
            // A task is as urgent as the most urgent call it stands for.
            if (!CanBeTakenOff(known) || !policy.IsLife || _state.IsLife(known))
            {
                _state = _state.Put(known with { Callback = known.Callback! with { Times = known.Callback.Times + 1, Messages = known.Callback.Messages.AddRange(messages) } });
                _decisions.Add(new CallBack(known.Call, gone.Call, known.Queue, known.Caller, Because(WhyCode.CallbackOnList, ("call", gone.Call), ("times", Text(known.Callback.Times + 1)))));
                return;
            }

            messages = known.Callback!.Messages.AddRange(messages);
            TakeOffList(known, Because(WhyCode.CallbackCalledAgain, ("call", known.Call)));
        }

        var wished = gone.Away is { To: OverflowTo.Callback };
        var task = new RoutedCall(BackOf(gone.Call), gone.Queue, policy.IsLife ? CallMode.Dialling : CallMode.Waiting, gone.ArrivedAt, gone.Number, gone.Returned)
        {
            Caller = gone.Caller, Restricted = gone.Restricted, Needs = gone.Needs, Hold = gone.Hold is { } hold && hold.Until > now ? hold : null, Callback = new Callback(gone.Call) { Messages = messages },
        };
        var why = gone.Message is { } seconds ? AboutMessage(WhyCode.MessageLeft, gone.Call, seconds) : Because(wished ? WhyCode.CallbackWished : code, ("call", gone.Call), ("waiting", Seconds(gone.ArrivedAt)));
        _decisions.Add(new CallBack(task.Call, gone.Call, gone.Queue, gone.Caller, why));
        if (policy.IsLife) Dial(task);
        else Touch(task);
    }

    /// <summary>Nobody knows the number, and yet somebody has said something: on the list until a human has heard it.</summary>
    private void KeepToHear(RoutedCall gone, ImmutableArray<SpokenMessage> messages)
    {
        _state = _state.Put(new RoutedCall(BackOf(gone.Call), gone.Queue, CallMode.Later, gone.ArrivedAt, gone.Number, gone.Returned) { Callback = new Callback(gone.Call) { Messages = messages } });
        _decisions.Add(new CallBack(BackOf(gone.Call), gone.Call, gone.Queue, "", AboutMessage(WhyCode.MessageToHear, gone.Call, messages[0].Seconds)));
    }

    private static Why AboutMessage(string code, string call, double seconds) => Because(code, ("call", call), ("seconds", Whole(TimeSpan.FromSeconds(seconds))));

    private void Dial(RoutedCall task)
    {
        _state = _state.Put(task with { Mode = CallMode.Dialling });
        _decisions.Add(new DialBack(task.Call, task.Callback!.Step, Because(WhyCode.CallbackDialled, ("call", task.Call), ("step", task.Callback.Step.ToString()))));
    }

    private void Reach(CallbackReached command)
    {
        if (Call(command.Call) is not { } call) return;
        switch (call)
        {
            case { IsTask: true, Mode: CallMode.Talking }:
                _state = _state.Put(call with { Callback = call.Callback! with { Reached = true } });
                break;
            case { IsTask: true, Mode: CallMode.Dialling }:
                // A caller of priority 1 who waits from now on, ahead of those who never had a human.
                Touch(call with { Mode = CallMode.Waiting, Returned = true, QueuedAt = now, Callback = call.Callback! with { Reached = true } });
                break;
            default:
                Refuse(call.Call, WhyCode.NotDialled);
                break;
        }
    }

    private void NotReached(CallbackFailed command)
    {
        if (Call(command.Call) is not { } call) return;
        if (call.IsTask && call.Mode != CallMode.Later) Unreached(call, command.Reason, command.Counts);
        else Refuse(call.Call, WhyCode.NotDialled);
    }

    /// <summary>The attempt is over and the person is not on the line (any more): the agent goes on, the task comes again or is given up.</summary>
    private void Unreached(RoutedCall call, string reason, bool counts)
    {
        var why = Because(WhyCode.CallbackNotReached, ("call", call.Call), ("reason", reason));
        if (call.Mode == CallMode.Talking) TakeBackWhatLiesOver(call);
        EndRings(call, why);
        if (call is { Mode: CallMode.Talking, Agent: { } agent }) EndAttempt(_state.Agents[agent], why);
        var policy = _state.Policy(call.Queue);
        var back = call.Callback! with { Attempts = call.Callback.Attempts + (counts ? 1 : 0), Reached = false };
        call = call with { Mode = CallMode.Later, Agent = null, OfferId = null, Rings = [], Declined = [], PauseUntil = null, Reviewed = null, Escalation = 0, InDialplan = false, Spared = null, Callback = back };
        if (policy.IsLife && _state.Calls[call.Call].Mode == CallMode.Dialling && (!counts || back.Step != CallbackStep.Duty))
        {
            Dial(call with { Callback = counts ? back with { Step = back.Step + 1 } : back });
            return;
        }

        if (reason == CallbackFailed.NotAllowed && !policy.IsLife && !back.Messages.IsEmpty)
        {
            // Nobody may call such a number, but what was said there is heard.
            _state = _state.Put(call with { Callback = back with { NotBefore = null } });
            Reconsider(call, WhyCode.MessageToHear, ("seconds", Whole(TimeSpan.FromSeconds(back.Messages[0].Seconds))));
            return;
        }

        if (counts && !policy.IsLife && (back.Attempts >= policy.CallbackAttempts || call.Restricted))
        {
            _state = _state.Remove(_state.Calls[call.Call]);
            Closed(call, WhyCode.CallbackGivenUp, ("attempts", Text(back.Attempts)), ("reason", reason));
            return;
        }

        var until = now + (!counts ? FaultPause : policy.IsLife ? LifePause : TimeSpan.FromSeconds(policy.CallbackSeconds));
        Touch(call with { Callback = back with { NotBefore = until } });
        _decisions.Add(new CallbackLater(call.Call, until, Because(WhyCode.CallbackNotReached, ("call", call.Call), ("reason", reason), ("attempts", Text(back.Attempts)), ("pause", Whole(until - now)))));
    }

    /// <summary>There was no talk, so there is nothing to wrap up but what an alarm left owed.</summary>
    private void EndAttempt(AgentSeat seat, Why why)
    {
        if (seat.Owed <= TimeSpan.Zero) Free(seat, why);
        else Change(seat with { Mode = AgentMode.WrapUp, Until = now + seat.Owed, Owed = TimeSpan.Zero }, why);
    }

    private void Settle(CallbackSettled command)
    {
        if (Call(command.Call) is not { } call) return;
        if (CanBeTakenOff(call)) TakeOffList(call, Because(WhyCode.CallbackSettled, ("call", call.Call), ("by", command.By), ("reason", command.Reason)));
        else Refuse(call.Call, WhyCode.NotDialled);
    }

    /// <summary>One that is being talked with ends by itself.</summary>
    private static bool CanBeTakenOff(RoutedCall task) => task.IsTask && task.Mode != CallMode.Talking;

    /// <summary>Somebody speaks with this caller now: who was on the list is not called back.</summary>
    private void CalledAgain(RoutedCall call)
    {
        if (_state.CallbackOf(call.Caller) is { } task && task.Call != call.Call && CanBeTakenOff(task)) TakeOffList(task, Because(WhyCode.CallbackCalledAgain, ("call", task.Call)));
    }

    private void TakeOffList(RoutedCall task, Why why)
    {
        EndRings(task, why);
        _state = _state.Remove(_state.Calls[task.Call]);
        _decisions.Add(new CallbackClosed(task.Call, why));
    }

    private void Closed(RoutedCall call, string code, params ReadOnlySpan<(string, string)> more) => _decisions.Add(new CallbackClosed(call.Call, Because(code, [("call", call.Call), .. more])));
}
