namespace CallCenter.Routing.Tests.Interleavings;

/// <summary>Nobody who was not answered is forgotten, nobody is called back twice for the same thing, and nobody who was answered is called back at all.</summary>
internal sealed partial class Oracle
{
    // What this step has to say: of whom it must be told that he is called back, what is dialled, put off or closed.
    private ModelCall? _unanswered;
    private ModelCall? _answered;
    private readonly HashSet<string> _toDial = [];
    private readonly HashSet<string> _toPutOff = [];
    private readonly HashSet<string> _toClose = [];
    private readonly HashSet<string> _toHear = [];
    private readonly List<(string Call, double Seconds)> _inherited = [];

    private void ForgetEnds()
    {
        (_unanswered, _answered) = (null, null);
        _toDial.Clear();
        _toPutOff.Clear();
        _toClose.Clear();
        _toHear.Clear();
        _inherited.Clear();
    }

    private void ListenToEnds()
    {
        switch (_command)
        {
            case CallGone gone when _calls[gone.Call] is var call:
                if (call.Of is not null && (call.IsTask || call.Mode != CallMode.Talking || gone.Cut)) NotReached(call, counts: !gone.Cut);
                else
                {
                    _calls.Remove(call.Id);
                    var withNobody = call is { Mode: CallMode.Talking, InDialplan: true, Agent: null };
                    var answered = call.Mode == CallMode.Talking && !gone.Cut && !withNobody;
                    // Of a caller the dialplan had with nobody we know, its own log will tell; but not of a message.
                    var unclear = withNobody && call.Message is null;
                    // Who came outside the hours and said nothing was promised nothing.
                    var unpromised = call is { Mode: CallMode.Away, Away.When: OverflowWhen.Closed, Message: null } && !gone.Cut;
                    if (call.Of is not null) _toClose.Add(call.Id);
                    else if (!answered && !unclear && !unpromised) IsOwed(call);
                }

                break;
            case TalkEnded ended when _calls[ended.Call].IsTask:
                NotReached(_calls[ended.Call], counts: true);
                break;
            case TalkEnded ended:
                if (_calls[ended.Call].Of is not null) _toClose.Add(ended.Call);
                _calls.Remove(ended.Call);
                break;
            case CallMissed missed:
                IsOwed(new ModelCall(missed.Call, missed.Queue, missed.ArrivedAt) { Caller = missed.Caller, Restricted = missed.Restricted });
                break;
            case CallbackReached reached when _calls[reached.Call] is var found:
                found.Reached = true;
                if (found.Mode == CallMode.Talking) break;
                (found.Mode, found.Returned, found.InQueueSince) = (CallMode.Waiting, true, _now);
                _entered.Add(found.Id);
                break;
            case CallbackFailed failed:
                if (failed.Reason == "not-allowed" && _calls[failed.Call] is { Messages.Count: > 0 } kept && !IsLife(kept)) ToHear(kept, failed.Counts);
                else NotReached(_calls[failed.Call], failed.Counts);
                break;
            case CallbackSettled settled:
                _toClose.Add(settled.Call);
                break;
        }
    }

    private void IsOwed(ModelCall call)
    {
        if (!call.Drill && (IsLife(call) || Queue(call.Queue).CallbackAttempts > 0 || call.Message is not null)) _unanswered = call;
    }

    private void NotReached(ModelCall call, bool counts)
    {
        var dialled = call.Mode == CallMode.Dialling;
        call.Attempts += counts ? 1 : 0;
        (call.Mode, call.Agent, call.Reached, call.PauseUntil, call.Reviewed, call.Escalation, call.InDialplan, call.Spared) = (CallMode.Later, null, false, default, default, 0, false, false);
        call.Rings.Clear();
        call.Declined.Clear();
        if (IsLife(call) && dialled && !(counts && call.Step == CallbackStep.Duty))
        {
            if (counts) call.Step++;
            call.Mode = CallMode.Dialling;
            _toDial.Add(call.Id);
        }
        else if (!IsLife(call) && counts && call.Attempts >= (call.Restricted ? Math.Min(1, Queue(call.Queue).CallbackAttempts) : Queue(call.Queue).CallbackAttempts))
        {
            _calls.Remove(call.Id);
            _toClose.Add(call.Id);
        }
        else
        {
            call.NotBefore = _now.AddSeconds(!counts ? 5 : IsLife(call) ? 60 : Queue(call.Queue).CallbackSeconds);
            _toPutOff.Add(call.Id);
        }
    }

    /// <summary>Nobody may call that number: what was said stays until a human has heard it.</summary>
    private void ToHear(ModelCall call, bool counts)
    {
        call.Attempts += counts ? 1 : 0;
        (call.Mode, call.Agent, call.NotBefore, call.PauseUntil, call.Reviewed, call.InDialplan, call.Spared) = (CallMode.Later, null, null, default, default, false, false);
        call.Rings.Clear();
        call.Declined.Clear();
        _toHear.Add(call.Id);
    }

    private ModelCall? OnList(string caller) => caller.Length == 0 ? null : _calls.Values.SingleOrDefault(c => c.Of is not null && c.Caller == caller);

    private void JudgeCallBack(CallBack back)
    {
        var gone = _unanswered ?? throw new BrokenPromise("only who was not answered is called back");
        _unanswered = null;
        Demand(back.Of == gone.Id && back.Caller == gone.Caller, "it is that caller who is called back");
        if (gone.Caller.Length == 0)
        {
            Demand(gone.Message is not null && back.Why.Code == WhyCode.MessageToHear, "without a number there is only a message to be heard");
            _calls[back.Call] = new ModelCall(back.Call, gone.Queue, gone.ArrivedAt) { Of = gone.Id, Returned = gone.Returned, Mode = CallMode.Later };
            Carry(gone, _calls[back.Call]);
            return;
        }

        if (OnList(gone.Caller) is { } known)
        {
            Demand(back.Why.Code == WhyCode.CallbackOnList && back.Call == known.Id, "nobody is on the list twice");
            Demand(!IsLife(gone) || IsLife(known) || !known.IsTask || known.Mode == CallMode.Talking, "an alarm is not called back as an enquiry");
            known.Times++;
            Carry(gone, known);
            return;
        }

        Demand(back.Why.Code != WhyCode.CallbackOnList && back.Queue == gone.Queue, "who is not on the list comes on it");
        Demand((back.Why.Code == WhyCode.MessageLeft) == gone.Message is not null, "whoever spoke a message is called back for it");
        var task = new ModelCall(back.Call, gone.Queue, gone.ArrivedAt)
        {
            Caller = gone.Caller, Of = gone.Id, Restricted = gone.Restricted, Needs = gone.Needs, Returned = gone.Returned, Hold = gone.Hold is { } hold && hold.Until > _now ? hold : null,
            Mode = IsLife(gone) ? CallMode.Dialling : CallMode.Waiting,
        };
        _calls[task.Id] = task;
        task.Messages.AddRange(_inherited);
        Carry(gone, task);
        if (IsLife(gone)) _toDial.Add(task.Id);
        else _entered.Add(task.Id);
    }

    private static void Carry(ModelCall gone, ModelCall task)
    {
        if (gone.Message is { } seconds) task.Messages.Add((gone.Id, seconds));
    }

    private void JudgeDialBack(DialBack dial)
    {
        Demand(_toDial.Remove(dial.Call), "the centre itself dials for an alarm alone, and once");
        Demand(_calls[dial.Call].Step == dial.Step, "the caller twice, the contacts, whoever is on duty");
    }

    private void JudgeLater(CallbackLater later)
    {
        Demand(_toPutOff.Remove(later.Call), "put off is what reached nobody");
        Demand(_calls[later.Call].NotBefore == later.Until, $"put off until {_calls[later.Call].NotBefore:O}, not {later.Until:O}");
    }

    private void JudgeClosed(CallbackClosed closed)
    {
        switch (closed.Why.Code)
        {
            case WhyCode.CallbackNoNumber:
                Demand(_unanswered is { Caller: "", Message: null } unknown && unknown.Id == closed.Call, "only who cannot be called is not");
                _unanswered = null;
                break;
            case WhyCode.CallbackCalledAgain:
                var task = _calls[closed.Call];
                Demand(task.IsTask && task.Mode != CallMode.Talking, "only who is still to be called is taken off the list");
                Demand(_unanswered is { } alarm ? alarm.Caller == task.Caller && IsLife(alarm) && !IsLife(task)
                    : _command is OfferAnswered or CallSeized && _calls.Values.Any(c => c is { Mode: CallMode.Talking, Agent: not null } && c.Caller == task.Caller), "somebody speaks with that person");
                // What was said to an enquiry is not lost when an alarm takes its place.
                if (_unanswered is not null) _inherited.AddRange(task.Messages);
                _calls.Remove(task.Id);
                break;
            default:
                Demand(_toClose.Remove(closed.Call), "a callback ends with a talk, with its last attempt, or by hand");
                _calls.Remove(closed.Call);
                break;
        }
    }

    private void SettleEnds()
    {
        Demand(_unanswered is null, $"nobody who was not answered is forgotten: {_unanswered?.Id}");
        Demand(_toDial.Count == 0, "an alarm is called back at once");
        Demand(_toHear.Count == 0, "what is only to be heard is told");
        Demand(_toPutOff.Count == 0 && _toClose.Count == 0, "what becomes of a callback is told");
        Demand(_calls.Values.Where(c => c.Of is not null && c.Caller.Length > 0).GroupBy(c => c.Caller).All(g => g.Count() == 1), "one person is on the list once");
        Demand(_answered is not { Caller.Length: > 0 } spoken || !_calls.Values.Any(t => t.IsTask && t.Mode != CallMode.Talking && t.Id != spoken.Id && t.Caller == spoken.Caller), "who was answered is not called back");
    }
}
