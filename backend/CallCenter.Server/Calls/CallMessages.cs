using CallCenter.Calls;
using CallCenter.Routing;

namespace CallCenter.Server.Calls;

/// <summary>Routing offers this call to an agent: ring.</summary>
internal sealed record OfferMade(Offer Offer) : CallEvent;

/// <summary>Routing took the offer back: stop ringing.</summary>
internal sealed record OfferWithdrawn(string OfferId) : CallEvent;

/// <summary>The agent's page has been silent for a while; is the phone still sending?</summary>
internal sealed record PageSilent(string Agent) : CallEvent;

/// <summary>The page says its microphone is gone.</summary>
internal sealed record MicrophoneGone(string Agent) : CallEvent;

/// <summary>What the agent clicked, for phones that cannot do it themselves and for the end of a call.</summary>
internal abstract record AgentWish(string Agent) : CallEvent;

internal sealed record HangUpWish(string Agent) : AgentWish(Agent);

internal sealed record HoldWish(string Agent, bool Hold) : AgentWish(Agent);

internal sealed record MuteWish(string Agent, bool Mute) : AgentWish(Agent);

internal sealed record KeypadWish(string Agent, string Digits) : AgentWish(Agent);
