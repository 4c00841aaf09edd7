using CallCenter.Ari;
using CallCenter.Server.Agents;
using CallCenter.Server.Operations;
using CallCenter.Server.Session;
using CallCenter.Server.WorkOrders;

namespace CallCenter.Server.Calls;

internal static class CallsServices
{
    /// <summary>The events we act on; the rest never crosses the wire.</summary>
    private static readonly string[] Events =
    [
        "StasisStart", "StasisEnd", "ChannelDestroyed", "ChannelHangupRequest", "ChannelStateChange", "ChannelHold", "ChannelUnhold", "ChannelDtmfReceived", "PlaybackFinished", "RecordingFinished", "RecordingFailed",
        "PeerStatusChange", "ContactStatusChange", "ApplicationReplaced", "ChannelEnteredBridge", "ChannelLeftBridge", "BridgeDestroyed",
    ];

    public static IServiceCollection AddCalls(this IServiceCollection services, CenterOptions center)
    {
        var ari = new AriOptions
        {
            BaseAddress = new Uri($"http://127.0.0.1:{center.AriPort}/ari/"), User = "callcenter", Password = center.AriPassword, Application = "callcenter",
            SubscribeAll = true, EventTypes = Events,
        };
        services.AddSingleton(ari);
        services.AddSingleton(p => new AriClient(ari, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new AriConnection(ari, p.GetRequiredService<AriClient>(), p.GetRequiredService<ILogger<AriConnection>>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CallBook>();
        services.AddSingleton<CallerCards>();
        services.AddSingleton<FallbackWatch>();
        services.AddSingleton<CallbackLines>();
        services.AddSingleton<SpokenMessages>();
        services.AddSingleton<HotlineParts>();
        services.AddSingleton<Hand>();
        services.AddSingleton<Drafts>();
        services.AddSingleton<WrapUpCards>();
        services.AddSingleton<CallIsComplete>();
        services.AddSingleton<TalkClock>();
        services.AddSingleton<Switchboard>();
        services.AddSingleton<ITelephonyHealth>(p => p.GetRequiredService<Switchboard>());
        services.AddHostedService<CelImporter>();
        services.AddHostedService<WarmUp>();
        return services;
    }

    /// <summary>Seats, pages and presence. Presence starts before the switchboard: nobody is reachable until page and phone are seen.</summary>
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.AddSingleton<Seats>();
        services.AddSingleton<Screens>();
        services.AddSingleton<SeatPages>();
        services.AddSingleton<BrowserPhones>();
        services.AddSingleton<Presence>();
        services.AddSingleton<IAgentDirectory, AgentDirectory>();
        services.AddSingleton<IWrapUp, WrapUp>();
        services.AddHostedService(p => p.GetRequiredService<Presence>());
        services.AddHostedService(p => p.GetRequiredService<Switchboard>());
        return services;
    }
}
