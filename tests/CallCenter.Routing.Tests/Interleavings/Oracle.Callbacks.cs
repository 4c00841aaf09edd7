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

    private void ForgetEnds()
    {
        (_unanswered, _answered) = (null, null);
        _toDial.Clear();
        _toPutOff.Clear();
        _toClose.Clear();
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
                    var answered = call.Mode == CallMode.Talking && !gone.Cut;
                    // Of a caller the dialplan had with nobody we know, its own log will tell.
                    var unclear = call is { Mode: CallMode.Talking, InDialplan: true, Agent: null };
                    if (call.Of is not null) _toClose.Add(call.Id);
                    else if (!answered && !unclear) IsOwed(call);
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
                NotReached(_calls[failed.Call], failed.Counts);
                break;
            case CallbackSettled settled:
                _toClose.Add(settled.Call);
                break;
        }
    }

    private void IsOwed(ModelCall call)
    {
        if (!call.Drill && (IsLife(call) || Queue(call.Queue).CallbackAttempts > 0)) _unanswered = call;
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

    private ModelCall? OnList(string caller) => caller.Length == 0 ? null : _calls.Values.SingleOrDefault(c => c.Of is not null && c.Caller == caller);

    private void JudgeCallBack(CallBack back)
    {
        var gone = _unanswered ?? throw new BrokenPromise("only who was not answered is called back");
        _unanswered = null;
        Demand(back.Of == gone.Id && back.Caller == gone.Caller && gone.Caller.Length > 0, "it is that caller who is called back");
        if (OnList(gone.Caller) is { } known)
        {
            Demand(back.Why.Code == WhyCode.CallbackOnList && back.Call == known.Id, "nobody is on the list twice");
            Demand(!IsLife(gone) || IsLife(known) || !known.IsTask || known.Mode == CallMode.Talking, "an alarm is not called back as an enquiry");
            known.Times++;
            return;
        }

        Demand(back.Why.Code != WhyCode.CallbackOnList && back.Queue == gone.Queue, "who is not on the list comes on it");
        var task = new ModelCall(back.Call, gone.Queue, gone.ArrivedAt)
        {
            Caller = gone.Caller, Of = gone.Id, Restricted = gone.Restricted, Needs = gone.Needs, Returned = gone.Returned, Hold = gone.Hold is { } hold && hold.Until > _now ? hold : null,
            Mode = IsLife(gone) ? CallMode.Dialling : CallMode.Waiting,
        };
        _calls[task.Id] = task;
        if (IsLife(gone)) _toDial.Add(task.Id);
        else _entered.Add(task.Id);
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
                Demand(_unanswered is { Caller: "" } unknown && unknown.Id == closed.Call, "only who cannot be called is not");
                _unanswered = null;
                break;
            case WhyCode.CallbackCalledAgain:
                var task = _calls[closed.Call];
                Demand(task.IsTask && task.Mode != CallMode.Talking, "only who is still to be called is taken off the list");
                Demand(_unanswered is { } alarm ? alarm.Caller == task.Caller && IsLife(alarm) && !IsLife(task)
                    : _command is OfferAnswered or CallSeized && _calls.Values.Any(c => c is { Mode: CallMode.Talking, Agent: not null } && c.Caller == task.Caller), "somebody speaks with that person");
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
        Demand(_toPutOff.Count == 0 && _toClose.Count == 0, "what becomes of a callback is told");
        Demand(_calls.Values.Where(c => c.Of is not null).GroupBy(c => c.Caller).All(g => g.Count() == 1), "one person is on the list once");
        Demand(_answered is not { Caller.Length: > 0 } spoken || !_calls.Values.Any(t => t.IsTask && t.Mode != CallMode.Talking && t.Id != spoken.Id && t.Caller == spoken.Caller), "who was answered is not called back");
    }
}
