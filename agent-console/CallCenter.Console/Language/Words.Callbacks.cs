using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>Calling back.</summary>
internal sealed partial class Words
{
    public string Callbacks => this["回拨", "Callbacks"];
    public string CallbackTitle => this["回拨", "Call back"];
    public string CalledAt => this["来电时间", "Called"];
    public string CalledTimes => this["来电次数", "Calls"];
    public string Attempts => this["已拨", "Attempts"];
    public string CallbackStateLabel => this["现状", "State"];
    public string NobodyToCallBack => this["没有待回拨的来电。", "Nobody is to be called back."];
    public string CallbackHint => this["按紧急程度自动分配给空闲坐席(同级来电优先),接起后系统再拨打对方。", "Offered to the next agent who is free, the most urgent first and after callers of the same urgency; once answered, the person is called."];
    public string SettleCallback => this["了结", "Close"];
    public string SettleReason => this["如何了结(必填)", "What was done (required)"];
    public string CallingPerson => this["正在拨打对方…", "Calling…"];
    public string CallbackOffer(CallbackFacts facts) => facts.Attempts == 0
        ? this[$"{DateTime(facts.CalledAt)} 来电未接通{Times(facts.Times)},接起后拨打对方", $"Called {DateTime(facts.CalledAt)} and was not answered{Times(facts.Times)}; pick up to call"]
        : this[$"{DateTime(facts.CalledAt)} 来电未接通{Times(facts.Times)},已回拨 {facts.Attempts} 次未接", $"Called {DateTime(facts.CalledAt)}{Times(facts.Times)}; called back {facts.Attempts} times in vain"];

    public string SpokenMessage(VoiceMessage message) => this[$"留言 {Length(message)}", $"Message {Length(message)}"];
    public string PlayMessage(string? who) => this[$"播放留言 {who}", $"Play the message {who}"];
    public string MessageAudio => this["来电留言", "Message of the caller"];
    public string MessageNotReady => this["留言正在加密存档,请稍候再试。", "The message is being sealed; try again in a moment."];

    private static string Length(VoiceMessage message) => $"{(int)message.Seconds / 60}:{(int)message.Seconds % 60:00}";

    private string Times(int times) => times > 1 ? this[$"(共 {times} 次)", $" ({times} times)"] : "";

    public string Of(CallbackLine line) => line.State switch
    {
        CallbackState.Waiting => this["等待坐席", "Waiting for an agent"],
        CallbackState.Ringing => this[$"振铃 {line.Agent}", $"Rings at {line.Agent}"],
        CallbackState.Talking => this[$"{line.Agent} 处理中", $"With {line.Agent}"],
        CallbackState.ToHear => this["无法回拨,听后了结", "Cannot be called: listen and close"],
        CallbackState.Dialling => this["系统正在拨打", "The centre is calling"],
        _ => line.NotBefore is { } at ? this[$"{Clock(at)} 再拨", $"Again at {Clock(at)}"] : "",
    };

    private string CallbackStepName(string step) => step switch
    {
        "Caller" => this["本人", "the caller"],
        "CallerAgain" => this["本人,第二次", "the caller again"],
        "Contacts" => this["联系人", "the contacts"],
        _ => this["值班电话", "the duty number"],
    };

    private string NotReached(string reason) => reason switch
    {
        "busy" => this["忙", "busy"],
        "no-answer" => this["无人接", "no answer"],
        "agent-hung-up" => this["坐席先挂断", "the agent hung up"],
        "gone" => this["对方等待中挂断", "hung up while waiting"],
        "restart" or "failed" => this["系统原因,重拨", "our fault, made again"],
        "not-allowed" => this["坐席无权拨打此类号码", "agents may not call such numbers"],
        "cut" => this["电话系统中断", "the exchange failed"],
        _ => this["打不通", "unreachable"],
    };
}
