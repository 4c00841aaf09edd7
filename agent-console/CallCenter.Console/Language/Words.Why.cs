using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>The routing core's explanations, by code.</summary>
internal sealed partial class Words
{
    public string Why(Explanation e)
    {
        string Arg(string name) => e.Arguments.TryGetValue(name, out var v) ? v : "?";
        return e.Code switch
        {
            "none" => "",
            "longest-idle" => this[$"就绪坐席中 {Arg("agent")} 空闲最久({Arg("idle")} 秒)", $"{Arg("agent")} has been idle longest ({Arg("idle")} s)"],
            "same-agent" => this[$"刚才与 {Arg("agent")} 通话,优先接回", $"Was talking with {Arg("agent")}: back to the same agent"],
            "asked-again" => this["其他坐席都未接,重新分配", "Everybody else declined: asked again"],
            "no-answer" => this["振铃超时未接", "Not answered in time"],
            "declined" => this["坐席拒接", "Declined"],
            "unreachable" => this["坐席话机联系不上", "The phone could not be reached"],
            "offer-failed" => this[$"呼叫坐席失败({Arg("reason")})", $"Ringing the agent failed ({Arg("reason")})"],
            "caller-gone" => this["来电人已挂断", "The caller hung up"],
            "connected-elsewhere" => this["已由他人接通", "Connected with somebody else"],
            "agent-seized" => this["坐席被交换机直接接通其他来电", "The switch connected the agent with another call"],
            "answered" => this["已接起", "Answered"],
            "nobody-serves" => this["没有坐席受理该队列", "No agent serves this queue"],
            "nobody-ready" => this["没有就绪的坐席", "No agent is ready"],
            "only-declined" => this[$"就绪坐席刚拒接,{Arg("pause")} 秒后再问", $"Only agents who just declined; asked again in {Arg("pause")} s"],
            "kept-for-agent" => this[$"为 {Arg("agent")} 保留 {Arg("hold")} 秒", $"Kept {Arg("hold")} s for {Arg("agent")}"],
            "adopting" => this["服务器刚启动,正在接管通话", "The server has just started and takes the calls over"],
            "signed-in" or "signed-in-again" => this["登录", "Signed in"],
            "signed-out" => this["签退", "Signed out"],
            "ready-requested" => this["转为就绪", "Asked to be ready"],
            "break-requested" => this["申请小休", "Asked for a break"],
            "offline-requested" => this["申请下岗", "Asked to go off duty"],
            "noted-for-later" => this["已记下,通话后生效", "Noted, takes effect after the call"],
            "offered" => this["正在振铃", "Ringing"],
            "talk-ended" => this["通话结束", "The talk is over"],
            "wrap-up-over" => this["话后时间到", "Wrap-up time is over"],
            "wrap-up-finished" => this["话后处理完成", "Wrap-up finished"],
            "wrap-up-extended" => this[$"话后延长 {Arg("seconds")} 秒:{Arg("reason")}", $"Wrap-up extended by {Arg("seconds")} s: {Arg("reason")}"],
            "presence-lost" => this["坐席失联", "Lost contact with the agent"],
            "presence-found" => this["坐席恢复联系", "The agent is back"],
            "call-returned" => this["坐席话机中断,来电人重新排队", "The agent's phone was lost; the caller waits again"],
            "seized" => this["交换机直接接通", "Connected by the switch itself"],
            "fallback" => this["服务器不在线时由交换机直接转来,通话结束后会补记。", "Put through by the switch itself while the server was away; it is logged afterwards."],
            _ => this[$"按规则处理({e.Code})", $"By the rules ({e.Code})"],
        };
    }
}
