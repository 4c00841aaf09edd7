using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>The routing core's explanations, by code.</summary>
internal sealed partial class Words
{
    public string Why(Explanation e) => e.Arguments.ContainsKey("restricted") ? this[$"{Reason(e)};已限制的来电,排在最后", $"{Reason(e)}; restricted, so last"] : Reason(e);

    private string Reason(Explanation e)
    {
        string Arg(string name) => e.Arguments.TryGetValue(name, out var v) ? v : "?";
        return e.Code switch
        {
            "none" => "",
            "longest-idle" => this[$"就绪坐席中 {Arg("agent")} 空闲最久({Arg("idle")} 秒)", $"{Arg("agent")} has been idle longest ({Arg("idle")} s)"],
            "same-agent" => this[$"刚才与 {Arg("agent")} 通话,优先接回", $"Was talking with {Arg("agent")}: back to the same agent"],
            "asked-again" => this["其他坐席都未接,重新分配", "Everybody else declined: asked again"],
            "round-robin" => this[$"轮流分配,轮到 {Arg("agent")}", $"In turn: {Arg("agent")}"],
            "ring-several" => this["同时振铃多部话机,先接者得", "Several phones ring, the first has it"],
            "spoke-last" => this[$"上次由 {Arg("agent")} 接待", $"Spoke with {Arg("agent")} last time"],
            "after-alarm" => this[$"紧急呼叫处理完毕,由 {Arg("agent")} 继续", $"The alarm is over: {Arg("agent")} goes on"],
            "life-over-wrap-up" => this[$"紧急:无就绪坐席,暂停 {Arg("agent")} 的话后处理", $"Alarm: nobody ready, wrap-up of {Arg("agent")} is suspended"],
            "life-over-ringing" => this[$"紧急:无就绪坐席,{Arg("agent")} 的普通来电让位", $"Alarm: nobody ready, an ordinary call ringing at {Arg("agent")} gives way"],
            "life-over-break" => this[$"紧急:无就绪坐席,请 {Arg("agent")} 中断小休", $"Alarm: nobody ready, {Arg("agent")} is fetched from a break"],
            "life-over-talk" => this[$"紧急:坐席全忙,{Arg("agent")} 的通话(优先级 {Arg("talkPriority")},已 {Arg("talkingFor")} 秒)影响最小", $"Alarm: everybody talks; the talk of {Arg("agent")} (priority {Arg("talkPriority")}, {Arg("talkingFor")} s) is harmed least"],
            "life-everybody" => this["紧急呼叫无人接听,所有就绪话机振铃", "Nobody answered the alarm: every ready phone rings"],
            "answered-elsewhere" => this[$"{Arg("by")} 先接起", $"{Arg("by")} was quicker"],
            "life-first" => this["让位给紧急呼叫", "Gives way to an alarm"],
            "talk-over-first" => this["要打断的通话已先结束,重新分配", "The talk to be interrupted was over first: offered anew"],
            "nobody-skilled" => this[$"就绪坐席都不具备所需技能({Arg("skills")})", $"No agent who is ready can do what is needed ({Arg("skills")})"],
            "nobody-to-interrupt" => this[$"没有可以打断的通话(不可打断 {Arg("spared")} 路)", $"No talk may be interrupted ({Arg("spared")} are not to be)"],
            "interrupted-for-life" => this[$"因紧急呼叫暂停,{Arg("agent")} 将在 {Arg("hold")} 秒内回来", $"Paused for an alarm; {Arg("agent")} will be back within {Arg("hold")} s"],
            "escalated-to-everybody" => this[$"{Arg("waiting")} 秒无人接听,所有就绪话机振铃", $"Unanswered for {Arg("waiting")} s: every ready phone rings"],
            "escalated-to-duty" => this[$"{Arg("waiting")} 秒无人接听,呼叫值班电话", $"Unanswered for {Arg("waiting")} s: the duty number is rung"],
            "overflow-wait" => this[$"等待 {Arg("waiting")} 秒,转往 {Overflow(e)}", $"Waited {Arg("waiting")} s: on to {Overflow(e)}"],
            "overflow-length" => this[$"前面已有 {Arg("length")} 人,转往 {Overflow(e)}", $"{Arg("length")} wait already: on to {Overflow(e)}"],
            "overflow-closed" => this["非服务时间,请来电人留言", "Outside the hours: asked for a message"],
            "overflow-no-agents" => this[$"没有坐席在岗,转往 {Overflow(e)}", $"No agent at work: on to {Overflow(e)}"],
            "overflow-nowhere" => this[$"溢出目标 {Arg("target")} 已不存在,跳过", $"The overflow target {Arg("target")} is not there any more: passed over"],
            "aged" => this[$"等待 {Arg("waiting")} 秒,优先级由 {Arg("from")} 升到 {Arg("to")}", $"Waited {Arg("waiting")} s: priority {Arg("from")} becomes {Arg("to")}"],
            "skill-relaxed" => this[$"放宽技能要求({Arg("skills")})", $"Less is asked for now ({Arg("skills")})"],
            "hold-over" => this[$"不再为 {Arg("agent")} 保留", $"No longer kept for {Arg("agent")}"],
            "confirmed" => this[$"{Arg("by")} 确认为真实报警", $"{Arg("by")} confirmed the alarm"],
            "false-alarm" => this[$"{Arg("by")} 认定为误报,转为普通通话({Queue(Arg("queue"))})", $"{Arg("by")} says it is a false alarm: an ordinary talk ({Queue(Arg("queue"))})"],
            "spared" => this[$"此通话不可打断({SpareReasonName(Arg("reason"))})", $"This talk may not be interrupted ({SpareReasonName(Arg("reason"))})"],
            "not-spared" => this["此通话可以打断", "This talk may be interrupted"],
            "callback-abandoned" => this[$"等了 {Arg("waiting")} 秒挂断,列入回拨", $"Hung up after {Arg("waiting")} s: to be called back"],
            "callback-cut" => this["电话系统中断,列入回拨", "The exchange failed: to be called back"],
            "callback-missed" => this["当时无人接听,列入回拨", "Nobody answered: to be called back"],
            "callback-wished" => this["已请来电人挂机,列入回拨", "Asked to hang up: to be called back"],
            "message-left" => this[$"来电人留言 {Arg("seconds")} 秒,列入回拨", $"Left a message of {Arg("seconds")} s: to be called back"],
            "message-to-hear" => this[$"留言 {Arg("seconds")} 秒,无法回拨,待听取", $"A message of {Arg("seconds")} s of somebody who cannot be called: to be heard"],
            "callback-on-list" => this[$"此人已在回拨列表({Arg("times")} 次来电)", $"Is on the list already ({Arg("times")} calls)"],
            "callback-dialled" => this[$"系统立即回拨:{CallbackStepName(Arg("step"))}", $"Called back at once: {CallbackStepName(Arg("step"))}"],
            "callback-not-reached" => this[$"未接通({NotReached(Arg("reason"))})", $"Not reached ({NotReached(Arg("reason"))})"],
            "callback-due" => this["到时再拨", "Its time has come"],
            "callback-reached" => this["已通话", "Spoken with"],
            "callback-given-up" => this[$"{Arg("attempts")} 次未接通,不再回拨", $"Not reached {Arg("attempts")} times: given up"],
            "callback-called-again" => this["本人已再次来电并接通", "Called again and was answered"],
            "callback-settled" => Arg("by") switch
            {
                "duty" => this["值班人员已确认", "Whoever is on duty has confirmed"],
                _ when Arg("reason") == "blocked" => this["号码已被屏蔽,不回拨", "The number is blocked: not called back"],
                "system" => this["坐席无权拨打此类号码,不回拨", "Agents may not call such numbers: not called back"],
                var by => this[$"{by} 了结:{Arg("reason")}", $"Closed by {by}: {Arg("reason")}"],
            },
            "callback-no-number" => this["号码未知,无法回拨", "Number unknown: cannot be called back"],
            "set-aside" => this[$"连续 {Arg("misses")} 次未接,转为小休", $"Let {Arg("misses")} calls ring out: set aside"],
            "unknown-call" or "known-call" or "unknown-queue" or "unknown-agent" or "offer-over" or "not-talking" or "not-away" or "not-waiting" or "not-dialled" or "not-in-wrap-up" or "phone-busy" or "agent-busy" or "already-so" or "out-of-range"
                => this["已过时,未执行", "Out of date: nothing was done"],
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

    private string Overflow(Explanation e)
    {
        var target = e.Arguments.GetValueOrDefault("target") ?? "";
        return e.Arguments.GetValueOrDefault("to") switch
        {
            "queue" => Queue(target),
            "number" => this[$"外线 {target}", $"outside number {target}"],
            "voicemail" => this["语音留言", "voicemail"],
            _ => this["回拨", "a callback"],
        };
    }
}
