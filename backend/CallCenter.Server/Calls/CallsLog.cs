namespace CallCenter.Server.Calls;

internal static partial class CallsLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {Call} is with the dialplan fallback; its phone that is up: {Agent}")]
    public static partial void HandedOver(ILogger logger, string call, string agent);

    [LoggerMessage(Level = LogLevel.Error, Message = "The message spoken in call {Call} cannot be read; its raw file stays")]
    public static partial void MessageNotRead(ILogger logger, Exception ex, string call);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not look up the caller of {Call}; the call goes on without a record")]
    public static partial void NotIdentified(ILogger logger, Exception ex, string call);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to Asterisk: {Callers} callers, {Legs} agents' legs, {Bridges} bridges")]
    public static partial void Connected(ILogger logger, int callers, int legs, int bridges);

    [LoggerMessage(Level = LogLevel.Error, Message = "The link to Asterisk is down: {Reason}. Calls stay up")]
    public static partial void Disconnected(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Offer {Offer} for call {Call}, which is not in our hands")]
    public static partial void OfferWithoutCall(ILogger logger, string offer, string call);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent} is in call {Call} through the fallback")]
    public static partial void SeenInFallback(ILogger logger, string agent, string call);

    [LoggerMessage(Level = LogLevel.Error, Message = "These calls have not told routing how they stand; offering anyway: {Calls}")]
    public static partial void AdoptionSlow(ILogger logger, string calls);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The draft of call {Call} could not be read; the page has its own copy")]
    public static partial void NoDraft(ILogger logger, Exception ex, string call);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody could be looked up at start; the first call takes a moment longer")]
    public static partial void NotWarm(ILogger logger, Exception ex);

    [LoggerMessage(Level = LogLevel.Information, Message = "Imported {Count} calls from CEL")]
    public static partial void Imported(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "CEL could not be read; it is tried again")]
    public static partial void ImportFailed(ILogger logger, Exception ex);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {Call}: {Wish} could not be granted; the talk goes on")]
    public static partial void NotGranted(ILogger logger, Exception ex, string call, string wish);

    [LoggerMessage(Level = LogLevel.Error, Message = "Call {Call} waits here, but routing did not count it as waiting: told again")]
    public static partial void NotQueued(ILogger logger, string call);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Another Server took our place at Asterisk: this one ends, to start again")]
    public static partial void Replaced(ILogger logger);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Alarm {Call}: nobody answers, and nobody is on duty outside")]
    public static partial void NobodyOnDuty(ILogger logger, string call);

    [LoggerMessage(Level = LogLevel.Error, Message = "Alarm {Call}: the duty number could not be rung")]
    public static partial void OutsideFailed(ILogger logger, Exception ex, string call);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {Call} could not hand its agent's phone over to {Heir}; the alarm is offered anew")]
    public static partial void PhoneNotGiven(ILogger logger, string call, string heir);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Callback {Call}: numbers of the class {Destination} may not be called by agents; taken off the list")]
    public static partial void CallbackNotAllowed(ILogger logger, string call, string destination);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Callback {Call}: its line could not be opened; it is tried again")]
    public static partial void CallbackNotOpened(ILogger logger, Exception ex, string call);

    [LoggerMessage(Level = LogLevel.Error, Message = "The contacts of somebody who called for help could not be read; whoever is on duty is called")]
    public static partial void NoContacts(ILogger logger, Exception ex);
}
