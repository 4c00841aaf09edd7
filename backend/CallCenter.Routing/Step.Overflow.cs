namespace CallCenter.Routing;

/// <summary>Callers who wait too long, or are too many, or whom nobody is there for, leave their queue.</summary>
internal sealed partial class Step
{
    // Queues nobody at work serves; looked up once in a round.
    private readonly HashSet<string> _unstaffed = new(StringComparer.Ordinal);

    /// <returns>Whether somebody changed queues, so that it is worth looking for an agent again.</returns>
    private bool OverflowSome()
    {
        if (_state.Adopting) return false;
        _unstaffed.Clear();
        _unstaffed.UnionWith(_state.Queues.Values.Where(q => q.Overflow.Any(r => r.When == OverflowWhen.NoAgents) && !_state.Agents.Values.Any(a => a.AtWork && a.Queues.Contains(q.Queue))).Select(q => q.Queue));
        var moved = false;
        foreach (var id in _entered.Concat(_unstaffed.Count == 0 ? [] : _state.Indexes.InOrder(line => !line.Rings && _unstaffed.Contains(line.Queue)).Select(next => next.Call)).Distinct().ToList())
        {
            if (_state.Calls.TryGetValue(id, out var call) && call.Mode == CallMode.Waiting) moved |= OverflowOne(call);
        }

        return moved;
    }

    private bool OverflowOne(RoutedCall call)
    {
        var policy = _state.Policy(call.Queue);
        foreach (var rule in policy.Overflow)
        {
            if (!Timetable.IsOpen(rule, call) || Overflows(call, rule) is not { } why) continue;
            if (rule.To == OverflowTo.Queue && !(_state.Queues.GetValueOrDefault(rule.Target) is { IsLife: false }))
            {
                call = call with { Spent = call.Spent.Add(rule) };
                Touch(call);
                _decisions.Add(new Reconsidered(call.Call, call.Queue, Because(WhyCode.OverflowNowhere, ("call", call.Call), ("target", rule.Target))));
                continue;
            }

            _decisions.Add(new Overflow(call.Call, call.Queue, rule.To, rule.Target, why));
            if (rule.To != OverflowTo.Queue)
            {
                _state = _state.Put(call with { Mode = CallMode.Away, Away = rule, Hold = null, Declined = [], PauseUntil = null });
                return false;
            }

            _joined.Add(call.Call);
            Touch(call with { Queue = rule.Target, QueuedAt = now, Left = call.Left.Add(call.Queue), Hold = null, Declined = [], PauseUntil = null, Reviewed = null });
            return true;
        }

        return false;
    }

    private Why? Overflows(RoutedCall call, OverflowRule rule)
    {
        var due = Timetable.ArmedAt(rule, call) <= now;
        return rule.When switch
        {
            OverflowWhen.Wait when due => About(WhyCode.OverflowWait, ("waiting", Seconds(call.InQueueSince))),
            OverflowWhen.NoAgents when due && _unstaffed.Contains(call.Queue) => About(WhyCode.OverflowNoAgents, ("waiting", Seconds(call.InQueueSince))),
            OverflowWhen.Length when _joined.Contains(call.Call) && Position(call) - 1 is var ahead && ahead >= rule.Threshold => About(WhyCode.OverflowLength, ("length", Text(ahead))),
            _ => null,
        };

        Why About(string code, (string, string) measured) =>
            Because(code, ("call", call.Call), ("queue", call.Queue), ("to", rule.To.ToString().ToLowerInvariant()), ("target", rule.Target), ("threshold", Text(rule.Threshold)), measured);
    }

    private void AskForMessage(MessageAsked command)
    {
        if (_state.Calls.ContainsKey(command.Call)) Refuse(command.Call, WhyCode.KnownCall);
        else if (!_state.Queues.TryGetValue(command.Queue, out var policy) || policy.IsLife) Refuse(command.Queue, WhyCode.UnknownQueue);
        else
        {
            var rule = new OverflowRule(OverflowWhen.Closed, 0, OverflowTo.Voicemail, "");
            _state = _state.Put(new RoutedCall(command.Call, command.Queue, CallMode.Away, command.ArrivedAt, command.Number, false) { Caller = command.Caller, Away = rule });
            _decisions.Add(new Overflow(command.Call, command.Queue, rule.To, "", Because(WhyCode.OverflowClosed, ("call", command.Call), ("queue", command.Queue), ("to", "voicemail"), ("target", ""))));
        }
    }

    private void TakeMessage(MessageLeft command)
    {
        if (Call(command.Call) is not { } call) return;
        if (call is { Callback: null, Message: null }) _state = _state.Put(call with { Message = command.Seconds });
        else Refuse(call.Call, WhyCode.AlreadySo);
    }

    private void BackFromAway(AwayFailed command)
    {
        if (Call(command.Call) is not { } call) return;
        if (call is { Mode: CallMode.Away, Away: { } rule }) Touch(call with { Mode = CallMode.Waiting, Away = null, Spent = call.Spent.Add(rule), Reviewed = null });
        else Refuse(call.Call, WhyCode.NotAway);
    }
}
