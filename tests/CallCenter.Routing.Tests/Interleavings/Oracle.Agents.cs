namespace CallCenter.Routing.Tests.Interleavings;

internal sealed partial class Oracle
{
    private void JudgeChange(AgentChanged changed)
    {
        var agent = _agents.GetValueOrDefault(changed.Agent) ?? throw new BrokenPromise("only signed-in agents change");
        Demand(agent.Mode == changed.From, $"a change starts where the agent is: {agent.Mode}, not {changed.From}");
        if (changed.From != changed.To) Move(agent, changed);
        if (changed.Why.Code == WhyCode.TalkEnded) Demand(_command is TalkEnded, "a talk ends when it ended");
        if (changed.Why.Code == WhyCode.SetAside)
        {
            Demand(agent.Misses > 1 && changed.To == AgentMode.Break, "set aside is who let calls ring out");
            agent.Misses = 0;
        }

        agent.HasNext = changed.Next is not null;
        Demand(agent.Until == (changed.To is AgentMode.Offered or AgentMode.WrapUp ? changed.Until : null), $"the end of {changed.To} is told: {agent.Until:O}, not {changed.Until:O}");
        Demand(agent.Mode != AgentMode.Lost || agent.Gone, "only who is gone is lost");
        Demand(agent.Mode is not (AgentMode.Ready or AgentMode.Break or AgentMode.Offline) || !agent.Gone || agent.SignedOut, "who is gone is not shown as there");
        if (agent is { SignedOut: true, Mode: AgentMode.Offline }) _agents.Remove(agent.Id);
    }

    private void Move(ModelAgent agent, AgentChanged changed)
    {
        var (from, to) = (changed.From, changed.To);
        if (to == AgentMode.Offered) BeginRinging(agent, changed);
        else if (from == AgentMode.WrapUp) LeaveWrapUp(agent);
        else if (from == AgentMode.Offered && to == AgentMode.Talking && agent.Under is { Mode: AgentMode.Talking, Call: var talk } && talk == changed.Call) GoesOn(agent);
        else if (from == AgentMode.Offered && to == AgentMode.WrapUp) GoesOn(agent);
        else
        {
            if (from == AgentMode.Talking) Demand(_command is TalkEnded or CallGone or CallReturned or CallSeized or CallbackFailed, "a talk ends only with the talk");
            if (to == AgentMode.Talking) Demand(_command is OfferAnswered or CallSeized && changed.Call is not null, "a talk begins with an answer");
            if (to == AgentMode.WrapUp) BeginWrapUp(agent, changed);
            if (to == AgentMode.Talking && agent.Under is { Mode: AgentMode.WrapUp } over) agent.Owed += over.Remaining;
            agent.Since = _now;
        }

        if (to == AgentMode.Ready && from is AgentMode.Offline or AgentMode.Break or AgentMode.Talking or AgentMode.WrapUp) agent.IdleSince = _now;
        if (to is AgentMode.Ready or AgentMode.Lost && agent.Under is { Mode: AgentMode.WrapUp }) agent.IdleSince = _now;
        if (to == AgentMode.Lost && from is AgentMode.Talking or AgentMode.WrapUp) agent.IdleSince = _now;
        if (to is not (AgentMode.Offered or AgentMode.WrapUp)) agent.Until = null;
        agent.Mode = to;
        agent.Call = changed.Call;
        if (to != AgentMode.Offered) (agent.Offer, agent.Under) = (null, null);
        Demand(to is AgentMode.Offered or AgentMode.Talking or AgentMode.WrapUp == changed.Call is not null, "the busy have a call, the others none");
        Demand(changed.Since == agent.Since, $"since when {to} is told: {agent.Since:O}, not {changed.Since:O}");
    }

    private void BeginRinging(ModelAgent agent, AgentChanged changed)
    {
        Demand(agent.Offer == changed.OfferId, "who rings has the offer");
        Demand(changed.From == AgentMode.Ready || (IsLife(_calls[agent.Call!]) && agent.Under?.Mode == changed.From), $"only an alarm lies on {changed.From}");
        agent.Since = _now;
    }

    private void LeaveWrapUp(ModelAgent agent)
    {
        Demand(_command is WrapUpFinished || (_command is Tick or AdoptionFinished && _now >= agent.Until) || _command is CallSeized, "wrap-up never ends early");
        agent.Owed = _command is CallSeized && agent.Until > _now ? agent.Until.Value - _now : TimeSpan.Zero;
        agent.Since = _now;
    }

    /// <summary>The alarm went elsewhere: the talk goes on as if nothing had been, the wrap-up with all that was left of it.</summary>
    private void GoesOn(ModelAgent agent)
    {
        var under = agent.Under ?? throw new BrokenPromise("only what an alarm lay on goes on");
        agent.Since = under.Since;
        if (under.Mode == AgentMode.WrapUp) agent.Until = _now + under.Remaining;
    }

    private void BeginWrapUp(ModelAgent agent, AgentChanged changed)
    {
        Demand(changed.From == AgentMode.Talking, "wrap-up follows a talk");
        var length = changed.Until!.Value - _now - agent.Owed;
        Demand(_wrapUps.Contains((int)length.TotalSeconds), $"wrap-up is as long as a queue says: {length}");
        agent.Until = changed.Until;
        agent.Owed = TimeSpan.Zero;
    }
}
