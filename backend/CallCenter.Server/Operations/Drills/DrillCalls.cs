using CallCenter.Routing;

namespace CallCenter.Server.Operations.Drills;

/// <summary>
/// What marks a synthetic call everywhere: its id, which we give its channel and no caller can choose. It goes the whole way of an alarm, and is left out of history,
/// figures and recordings.
/// </summary>
internal static class DrillCalls
{
    public const string Prefix = "drill-";

    /// <summary>Drills that go up the whole ladder, to the number on duty.</summary>
    public const string WholePrefix = Prefix + "whole-";

    public static bool IsWhole(string call) => call.StartsWith(WholePrefix, StringComparison.Ordinal);

    public static bool IsDrill(string? call) => call?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    public static bool IsDrill(Input input) => IsDrill(CallOf(input));

    public static bool IsDrill(Decision decision) => IsDrill(CallOf(decision));

    /// <summary>Whose call an input is about; null when about none.</summary>
    public static string? CallOf(Input input) => input switch
    {
        CallArrived i => i.Call,
        CallKnown i => i.Call,
        CallReturned i => i.Call,
        AwayFailed i => i.Call,
        MessageAsked i => i.Call,
        MessageLeft i => i.Call,
        AlarmConfirmed i => i.Call,
        FalseAlarm i => i.Call,
        TalkSpared i => i.Call,
        CallGone i => i.Call,
        CallSeized i => i.Call,
        TalkEnded i => i.Call,
        CallIdentified i => i.Call,
        EnterpriseChosen i => i.Call,
        LegStarted i => i.Call,
        LegAnswered i => i.Call,
        LegEnded i => i.Call,
        CallHeld i => i.Call,
        CallResumed i => i.Call,
        CallEnded i => i.Call,
        RecordingStored i => i.Call,
        CallImported i => i.Call,
        TalkBegan i => i.Call,
        TalkStopped i => i.Call,
        CallMissed i => i.Call,
        CallbackReached i => i.Call,
        CallbackFailed i => i.Call,
        CallbackSettled i => i.Call,
        _ => null,
    };

    public static string? CallOf(Decision decision) => decision switch
    {
        Offer d => d.Call,
        Withdraw d => d.Call,
        Connected d => d.Call,
        Wait d => d.Call,
        Interrupt d => d.Call,
        Escalate d => d.Call,
        Overflow d => d.Call,
        Reconsidered d => d.Call,
        CallBack d => d.Call,
        DialBack d => d.Call,
        CallbackLater d => d.Call,
        CallbackClosed d => d.Call,
        AgentChanged d => d.Call,
        _ => null,
    };
}
