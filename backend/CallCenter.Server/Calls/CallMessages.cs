using CallCenter.Calls;
using CallCenter.Routing;

namespace CallCenter.Server.Calls;

/// <summary>Routing offers this call to an agent: ring.</summary>
internal sealed record OfferMade(Offer Offer) : CallEvent;

/// <summary>Routing took the offer back: stop ringing.</summary>
internal sealed record OfferWithdrawn(string OfferId) : CallEvent;

/// <summary>An alarm takes the agent out of this talk: the phone goes over to that call.</summary>
internal sealed record GiveWay(Interrupt Interrupt, Call Heir, string OfferId) : CallEvent;

/// <summary>Nobody has answered this alarm yet.</summary>
internal sealed record Escalated(Escalate Escalate) : CallEvent;

/// <summary>The call has left its queue.</summary>
internal sealed record Overflowed(Overflow Overflow) : CallEvent;

/// <summary>A Server before us has asked this caller for a message.</summary>
internal sealed record MessageGoesOn : CallEvent;

/// <summary>Whoever is called back has picked up.</summary>
internal sealed record PersonUp : CallEvent;

/// <summary>The agent's page has been silent for a while; is the phone still sending?</summary>
internal sealed record PageSilent(string Agent) : CallEvent;

/// <summary>The page says its microphone is gone.</summary>
internal sealed record MicrophoneGone(string Agent) : CallEvent;

/// <summary>What the agent clicked, for phones that cannot do it themselves and for the end of a call.</summary>
internal abstract record AgentWish(string Agent) : CallEvent;

/// <summary>接听 of an agent who is in another talk: there is no phone to pick up.</summary>
internal sealed record AnswerWish(string Agent) : AgentWish(Agent);

/// <summary>误报: the alarm was none, and routing has it as an ordinary talk of that queue.</summary>
internal sealed record OrdinaryWish(string Agent, string Queue) : AgentWish(Agent);

internal sealed record HangUpWish(string Agent) : AgentWish(Agent);

internal sealed record HoldWish(string Agent, bool Hold) : AgentWish(Agent);

internal sealed record MuteWish(string Agent, bool Mute) : AgentWish(Agent);

internal sealed record KeypadWish(string Agent, string Digits) : AgentWish(Agent);
