namespace CallCenter.Calls;

/// <summary>
/// One thing that happened to a call, in the order Asterisk told it. The application derives its own
/// (an offer, a click of the agent) and posts them into the same mailbox, so a conversation is one loop over one queue.
/// </summary>
public abstract record CallEvent;

/// <summary>The far end of a leg we dialled answered and is inside our application.</summary>
public sealed record PickedUp(string Channel) : CallEvent;

/// <summary>A leg we dialled is gone.</summary>
/// <param name="Cause">Q.850 hang-up cause; 0 when it went while we were not looking.</param>
public sealed record LegGone(string Channel, int Cause, string CauseText) : CallEvent;

/// <summary>Another call gave this one a phone that is up; it is in no bridge.</summary>
public sealed record LegGiven(Leg Leg) : CallEvent;

/// <summary>The party on this channel put the other on hold (SIP re-INVITE).</summary>
public sealed record PutOnHold(string Channel) : CallEvent;

/// <summary>The party on this channel took the other off hold.</summary>
public sealed record TakenOffHold(string Channel) : CallEvent;

/// <summary>A prompt ended, was stopped or failed.</summary>
public sealed record PlaybackEnded(string Playback) : CallEvent;

/// <summary>A recording of the caller ended: he pressed the key, fell silent, spoke too long, or it failed.</summary>
public sealed record RecordingEnded(string Name) : CallEvent;

/// <summary>A key of the telephone.</summary>
public sealed record DigitPressed(string Channel, char Digit) : CallEvent;

/// <summary>A time the conversation asked for with <see cref="Call.Remind"/>.</summary>
public sealed record Reminder(string What) : CallEvent;
