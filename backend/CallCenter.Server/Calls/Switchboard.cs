using CallCenter.Ari;
using CallCenter.Ari.Events;
using CallCenter.Ari.Models;
using CallCenter.Calls;
using CallCenter.Routing;
using CallCenter.Server.Agents;
using CallCenter.Server.Operations;
using CallCenter.Server.Routing;
using CallCenter.Server.Trunks;

namespace CallCenter.Server.Calls;

/// <summary>
/// Brings Asterisk, routing and the conversations together: events in, decisions out. After a connect it makes routing agree with
/// the channels; only then may anything be offered.
/// </summary>
internal sealed class Switchboard : BackgroundService, ITelephonyHealth
{
    private static readonly TimeSpan AdoptionLimit = TimeSpan.FromSeconds(5), ReplacedPause = TimeSpan.FromSeconds(10);
    private readonly AriConnection _link;
    private readonly CallHost _host;
    private readonly RoutingLoop _routing;
    private readonly CallBook _book;
    private readonly FallbackWatch _fallback;
    private readonly TrunkWatch _trunks;
    private readonly CallbackLines _lines;
    private readonly SpokenMessages _messages;
    private readonly AriClient _ari;
    private readonly TalkClock _talks;
    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly ILogger<Switchboard> _logger;
    private volatile bool _adopted;

    public Switchboard(AriConnection link, AriClient ari, RoutingLoop routing, CallBook book, FallbackWatch fallback, TrunkWatch trunks, TalkClock talks, CallbackLines lines, SpokenMessages messages, IServiceProvider services, TimeProvider time,
        ILogger<Switchboard> logger, ILogger<CallHost> hostLogger)
    {
        (_link, _ari, _routing, _book, _fallback, _trunks, _talks, _lines, _messages, _services, _time, _logger) = (link, ari, routing, book, fallback, trunks, talks, lines, messages, services, time, logger);
        _host = new CallHost(ari, time, hostLogger, new CallHandlers(
            call => new Hotline(call, services.GetRequiredService<HotlineParts>()).RunAsync(), Saw, ConnectedAsync, reason =>
            {
                CallsLog.Disconnected(logger, reason);
                Pages.TouchAll();
            }));
        routing.Subscribe(OnStep);
        book.Changed += entry =>
        {
            foreach (var agent in entry.Agents)
            {
                Pages.Touch(agent);
            }
        };
    }

    public bool Connected => _link.IsConnected && _adopted;

    public bool? IsCallUp(string callId) => !Connected ? null : Find(callId) is not null || _fallback.Has(callId);

    private Presence Presence => _services.GetRequiredService<Presence>();

    private SeatPages Pages => _services.GetRequiredService<SeatPages>();

    public Call? Find(string callId) => _host.Find(callId);

    /// <summary>Into the mailbox of the call this agent is in; false when there is none.</summary>
    public bool PostTo(string agent, CallEvent happened)
    {
        var seat = _routing.State.Agents.GetValueOrDefault(agent);
        if ((seat?.Covered is { Mode: AgentMode.Talking, Call: { } talk } ? talk : seat?.Call) is not { } id || Find(id) is not { } call)
        {
            return false;
        }
        call.Post(happened);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _host.RunAsync(_talks.WatchAsync(_link.ReadAllAsync(stoppingToken), stoppingToken), stoppingToken);
        if (!stoppingToken.IsCancellationRequested)
        {
            // Only another Server on this home ends the stream. Its calls are ours again once it is gone: whoever watches over us starts us anew.
            _adopted = false;
            CallsLog.Replaced(_logger);
            await Task.Delay(ReplacedPause, _time, stoppingToken);
            _services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }
    }

    /// <summary>Decisions of routing to those who act on them. Called by the routing loop in order; only enqueues.</summary>
    private void OnStep(RoutingStep step)
    {
        foreach (var decision in step.Entry.Decisions)
        {
            switch (decision)
            {
                case Offer offer when Find(offer.Call) is { } call:
                    call.Post(new OfferMade(offer));
                    break;
                case Offer offer when step.State.Calls.GetValueOrDefault(offer.Call) is { IsTask: true } task:
                    _lines.Offered(offer, task);
                    break;
                case DialBack dial when step.State.Calls.GetValueOrDefault(dial.Call) is { } task:
                    _lines.Dial(dial, task);
                    break;
                case CallbackClosed closed:
                    _lines.Close(closed.Call);
                    break;
                case Offer offer:
                    CallsLog.OfferWithoutCall(_logger, offer.OfferId, offer.Call);
                    _routing.Post(new OfferFailed(offer.OfferId, "failed"));
                    break;
                case Withdraw withdraw:
                    Find(withdraw.Call)?.Post(new OfferWithdrawn(withdraw.OfferId));
                    break;
                case Interrupt interrupt when Find(interrupt.By) is { } heir && step.State.Calls.GetValueOrDefault(interrupt.By)?.OfferId is { } offer:
                    Find(interrupt.Call)?.Post(new GiveWay(interrupt, heir, offer));
                    break;
                case Escalate escalate:
                    Find(escalate.Call)?.Post(new Escalated(escalate));
                    break;
                case Overflow overflow:
                    Find(overflow.Call)?.Post(new Overflowed(overflow));
                    break;
                case AgentChanged changed:
                    Changed(changed);
                    break;
            }
        }
        if (step.Entry.Decisions.Any())
        {
            Pages.TouchAll();
        }
    }

    private void Changed(AgentChanged changed)
    {
        if (changed is { To: AgentMode.WrapUp, Call: { } call })
        {
            _book.Change(call, e => e with { Stage = Contracts.CallStage.WrapUp, HeldSince = null });
        }
        // An alarm only lies on a wrap-up, whose card comes back.
        else if (changed.To is AgentMode.Ready or AgentMode.Break or AgentMode.Offline or AgentMode.Lost)
        {
            _book.CloseFinished(changed.Agent, id => Find(id) is not null);
        }
    }

    private void Saw(AriEvent happened)
    {
        _trunks.Saw(happened);
        _lines.Saw(happened);
        switch (happened)
        {
            case ChannelStateChange { Channel: { State: ChannelState.Up } channel } when CallFacts.Of(channel) is { Role: "resident" } facts:
                Find(facts.Call)?.Post(new PersonUp());
                break;
            case PeerStatusChange e:
                Presence.PhoneIs(e.Endpoint.Resource, e.Endpoint.State);
                break;
            default:
                _fallback.Saw(happened);
                break;
        }
    }

    private async Task ConnectedAsync(Picture picture)
    {
        CallsLog.Connected(_logger, picture.Callers.Count(), picture.Legs.Count(), picture.Bridges.Count);
        var began = await BeganAsync();
        foreach (var call in _routing.State.Calls.Values.Where(call => picture.Channels.All(c => c.Id != call.Call)))
        {
            switch (call)
            {
                case { IsTask: true, Mode: CallMode.Waiting or CallMode.Later }:
                    break;
                case { IsTask: true }:
                    _routing.Post(new CallbackFailed(call.Call, "restart", Counts: false));
                    break;
                default:
                    _messages.Tell(call.Call);
                    // Older than Asterisk itself: nobody hung up.
                    _routing.Post(new CallGone(call.Call) { Cut = call.ArrivedAt < began });
                    break;
            }
        }
        foreach (var (channel, _) in picture.Callers.Where(c => !Picture.IsInStasis(c.Channel) && _routing.State.Calls.GetValueOrDefault(c.Channel.Id) is { IsTask: true, Mode: CallMode.Dialling }))
        {
            _lines.Found(channel.Id);
        }
        _fallback.Compare(picture);
        _talks.Compare(picture);
        await _services.GetRequiredService<BrowserPhones>().LookAtAllAsync();
        _ = FinishAdoptionAsync();
        Pages.TouchAll();
    }

    /// <summary>When this Asterisk began; the beginning of time when it does not say.</summary>
    private async Task<DateTimeOffset> BeganAsync()
    {
        try
        {
            return (await _ari.Asterisk.GetInfoAsync([AsteriskInfoPart.Status])).Status?.StartupTime ?? DateTimeOffset.MinValue;
        }
        catch (AriException)
        {
            return DateTimeOffset.MinValue;
        }
    }

    private async Task FinishAdoptionAsync()
    {
        var calls = _host.Calls;
        try
        {
            await Task.WhenAll(calls.Select(call => call.Settled)).WaitAsync(AdoptionLimit, _time);
        }
        catch (TimeoutException)
        {
            CallsLog.AdoptionSlow(_logger, string.Join(", ", calls.Where(call => !call.Settled.IsCompleted).Select(call => $"{call.Id} ({call.Facts.Stage})")));
        }
        _adopted = true;
        _routing.Post(new AdoptionFinished());
        await _services.GetRequiredService<WrapUpCards>().RefillAsync();
    }
}
