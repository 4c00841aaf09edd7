using System.Collections.Concurrent;
using CallCenter.Ari.Events;
using CallCenter.Ari;
using CallCenter.Ari.Models;
using CallCenter.Calls;
using CallCenter.Routing;
using CallCenter.Server.Agents;
using CallCenter.Server.Operations.Drills;
using CallCenter.Server.Routing;

namespace CallCenter.Server.Calls;

/// <summary>
/// Watches the calls the dialplan holds without us, so that routing offers a busy agent nothing and the call leaves the queue. Touches nothing.
/// </summary>
internal sealed class FallbackWatch(RoutingLoop routing, Seats seats, CallBook book, CallerCards cards, CallbackLines lines, SpokenMessages messages, TimeProvider time, ILogger<FallbackWatch> logger)
{
    /// <summary>Channel of a phone in the fallback -> call and agent.</summary>
    private readonly ConcurrentDictionary<string, (string Call, string Agent)> _talks = new();

    /// <summary>Callers the dialplan has, with their numbers.</summary>
    private readonly ConcurrentDictionary<string, (CallFacts Facts, string Number)> _callers = new();

    public bool Has(string call) => _callers.ContainsKey(call);

    /// <summary>What is there after a connect.</summary>
    public void Compare(Picture picture)
    {
        foreach (var (channel, _) in _talks.Where(t => picture.Channels.All(c => c.Id != t.Key)))
        {
            PhoneGone(channel);
        }
        // Their end was told while nobody listened.
        foreach (var caller in _callers.Keys.Where(id => picture.Channels.All(c => c.Id != id)))
        {
            _callers.TryRemove(caller, out _);
        }
        foreach (var (channel, facts) in picture.Callers.Where(c => !Picture.IsInStasis(c.Channel) && c.Facts.Stage == Stage.Fallback))
        {
            Know(facts, channel.Caller.Number);
            var joined = picture.LegsOf(channel.Id).FirstOrDefault(leg => leg.State == ChannelState.Up);
            if (joined is not null)
            {
                Up(joined, channel.Id, CallFacts.Of(joined)!.Agent);
            }
        }
        foreach (var (channel, facts) in picture.FallbackLegs.Where(l => l.Channel.State == ChannelState.Up))
        {
            Up(channel, facts.Call, AgentAt(facts.Agent));
        }
    }

    public void Saw(AriEvent happened)
    {
        switch (happened)
        {
            case ChannelStateChange { Channel: { State: ChannelState.Up } channel } when CallFacts.Of(channel) is { Role: "agent", Stage: Stage.Fallback } facts:
                Up(channel, facts.Call, AgentAt(facts.Agent));
                break;
            case ChannelDestroyed e:
                PhoneGone(e.Channel.Id);
                CallerGone(e.Channel.Id);
                break;
        }
    }

    /// <summary>A call handed to the dialplan; a phone that is up is bridged with it there.</summary>
    public void Took(Call call, Leg? phone)
    {
        _callers[call.Id] = (call.Facts, call.CallerNumber);
        if (phone is not null)
        {
            _talks[phone.Channel] = (call.Id, phone.Party);
            Show(call.Id, phone.Party);
        }
    }

    /// <summary>A caller the dialplan had is gone; nothing when it had none by this id.</summary>
    public void CallerGone(string call)
    {
        if (_callers.TryRemove(call, out _))
        {
            messages.Tell(call);
            routing.Post(new CallGone(call));
        }
    }

    /// <summary>A phone the dialplan had joined is gone; nothing when it had none by this channel.</summary>
    public void PhoneGone(string channel)
    {
        if (_talks.TryRemove(channel, out var talk))
        {
            routing.Post(new TalkEnded(talk.Call, talk.Agent));
        }
    }

    /// <summary>The dialplan gave the caller back.</summary>
    public void Returned(string call) => _callers.TryRemove(call, out _);

    /// <summary>A caller the dialplan took while we were away: routing has to have heard of him before he can be seized.</summary>
    private void Know(CallFacts facts, string number)
    {
        _callers[facts.Call] = (facts, number);
        if (!routing.State.Calls.ContainsKey(facts.Call))
        {
            routing.Post(new CallArrived(facts.Call, facts.Queue, facts.Since, facts.Number) { Caller = lines.Dialable(number), Drill = DrillCalls.IsDrill(facts.Call) });
        }
        // A talk we have seen already is not to be taken from its agent by looking again.
        if (_talks.Values.All(t => t.Call != facts.Call))
        {
            routing.Post(new CallSeized(facts.Call, null));
        }
    }

    private void Up(Channel phone, string call, string? agent)
    {
        if (agent is not null && !DrillCalls.IsDrill(call) && _talks.TryAdd(phone.Id, (call, agent)))
        {
            CallsLog.SeenInFallback(logger, agent, call);
            routing.Post(new CallSeized(call, agent));
            Show(call, agent);
        }
    }

    /// <summary>The agent sees who is on the line, and has a form to finish afterwards.</summary>
    private void Show(string call, string agent)
    {
        if (book.Find(call) is null && _callers.TryGetValue(call, out var caller))
        {
            cards.Open(caller.Facts, caller.Number, caller.Facts.Raw);
        }
        book.Change(call, e => e with { Agent = agent, Stage = Contracts.CallStage.Talking, OfferId = "", AnsweredAt = e.AnsweredAt ?? time.GetUtcNow() });
        cards.RecordShown(book.Find(call), agent);
    }

    private string? AgentAt(string endpoint) => seats.ByEndpoint(endpoint)?.Agent;
}
