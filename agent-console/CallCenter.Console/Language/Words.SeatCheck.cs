using CallCenter.Console.Phone;
using CallCenter.Console.Seats;

namespace CallCenter.Console.Language;

/// <summary>Seat check, and what 就绪 finds.</summary>
internal sealed partial class Words
{
    public string SeatCheck => this["坐席检查", "Seat check"];
    public string CheckStart => this["开始检查", "Start"];
    public string CheckAgain => this["重新检查", "Check again"];
    public string SeatGood => this["坐席检查通过", "The seat is in order"];
    public string SeatBad => this["有项目未通过,请按提示处理后重新检查", "Something is not in order: do what is said above and check again"];
    public string ToSignIn => this["去登录", "To sign-in"];
    public string ToDesk => this["返回工作台", "Back to the desk"];
    public string SpeakNow => this["请对着麦克风说话", "Please speak into the microphone"];
    public string CheckAfterSignIn => this["登录后才能检查。", "Can be checked after signing in."];
    public string HearRing => this["听到铃声了吗?", "Do you hear the ring?"];
    public string HeardIt => this["听到了", "I hear it"];
    public string NotHeard => this["没听到", "I do not"];
    public string ThisBrowser => this["当前浏览器", "This browser"];
    public string UnknownBrowser => this["未知", "unknown"];

    public string SupportedBrowsers => this[
        "支持的浏览器:Chrome 110、Edge 110、Firefox 116 及以上;以 Chromium 110 以上为内核的浏览器(极速模式)也可使用。",
        "Supported browsers: Chrome 110, Edge 110, Firefox 116 and later, and browsers built on Chromium 110 or later."];

    public string ClockApart(int seconds) => this[
        $"本机时钟比服务器{(seconds > 0 ? "快" : "慢")} {Math.Abs(seconds) / 60} 分 {Math.Abs(seconds) % 60} 秒:不影响接电话,但请打开系统的自动校时。",
        $"This machine's clock is {Math.Abs(seconds) / 60} min {Math.Abs(seconds) % 60} s {(seconds > 0 ? "ahead of" : "behind")} the server's: calls work, but turn on automatic time in the system's settings."];

    public string Of(Step step) => step switch
    {
        Step.Browser => this["浏览器", "Browser"],
        Step.Secure => this["安全连接", "Secure connection"],
        Step.Microphone => this["麦克风", "Microphone"],
        Step.Line => this["电话线路", "Telephone line"],
        Step.Media => this["双向声音", "Sound both ways"],
        Step.Notifications => this["来电通知", "Notifications"],
        Step.Ring => this["铃声", "Ring"],
    };

    public string Of(StepState state) => state switch
    {
        StepState.Open => this["未检查", "Not checked"],
        StepState.Running => this["检查中…", "Checking…"],
        StepState.Asking => this["请确认", "Please answer"],
        StepState.Passed => this["通过", "Good"],
        StepState.Failed => this["未通过", "Failed"],
        StepState.Skipped => this["使用话机,无需检查", "Not needed with a desk phone"],
        StepState.Later => this["登录后检查", "After signing in"],
    };

    /// <summary>What to do about it.</summary>
    public string Remedy(Step step, string? fault, string host) => (step, fault) switch
    {
        (Step.Browser, _) => this["这个浏览器不能接电话,请换用下面列出的浏览器,或升级到新版本。", "This browser cannot be a phone: use one of those listed below, or update it."],
        (Step.Secure, _) => this[
            "页面不是安全连接,浏览器不会开放麦克风:请用 https:// 开头的地址打开;若提示证书不受信任,请联系系统管理员安装中心的根证书。",
            "The page is not loaded securely, so the browser keeps the microphone closed: open it with https://. If the certificate is not trusted, ask the administrator to install the centre's authority."],
        (Step.Microphone, "refused") => MicrophoneProblem(Microphone.Refused),
        (Step.Microphone, "quiet") => this["麦克风没有声音:请检查耳机上的静音开关、插头,以及「声音设备」里选的麦克风。", "The microphone hears nothing: look at the headset's mute switch and plug, and at the microphone chosen under Sound devices."],
        (Step.Microphone, _) => MicrophoneProblem(Microphone.Lost),
        (Step.Line, "refused") => this["电话系统不接受登录,请签退后重新登录;仍不行请联系系统管理员。", "The telephone system refuses the registration: sign out and in again; if that does not help, tell the administrator."],
        (Step.Line, _) => this[
            $"连不上电话系统({host}):可能是防火墙拦住了电话端口(WSS),或证书不受信任。请联系系统管理员。",
            $"The telephone system ({host}) cannot be reached: a firewall may close its port (WSS), or its certificate is not trusted. Tell the administrator."],
        (Step.Media, "offline") => this["电话线路没有连上,先处理上面一项。", "The telephone line is not up: see above first."],
        (Step.Media, "refused") => this["电话系统拒绝了测试呼叫,请联系系统管理员。", "The telephone system refused the test call. Tell the administrator."],
        (Step.Media, "stopped") => this["正在通话,请在通话结束后再检查。", "There is a call: check again after it."],
        (Step.Media, "silent") => this["线路接通但没有声音返回,请重新检查;仍不行请联系系统管理员。", "The line is up but no sound comes back: check again; if that does not help, tell the administrator."],
        (Step.Media, _) => this[
            "声音通不过去:网络或防火墙拦住了语音端口(UDP)。请联系系统管理员开放端口,或配置 TURN。",
            "No way for the sound: the network or a firewall closes the voice ports (UDP). The administrator has to open them, or set up TURN."],
        (Step.Notifications, "denied") => this["浏览器禁止了通知:请点地址栏左侧图标,把「通知」改为允许。", "The browser forbids notifications: allow them beside the address bar."],
        (Step.Notifications, _) => this["没有允许通知:请重新检查,并在浏览器询问时点「允许」。", "Notifications were not allowed: check again and allow them when the browser asks."],
        (Step.Ring, "unheard") => this["请调高音量,检查音箱或耳机,并在「声音设备」里选择正确的振铃设备。", "Turn the volume up, look at loudspeaker or headset, and choose the right ring device under Sound devices."],
        (Step.Ring, var proof) => RingProblem(proof),
    };

    /// <param name="proof">blocked or device, as the softphone told.</param>
    public string RingProblem(string? proof) => proof == "device"
        ? this["选定的振铃设备不在:请接好,或在「声音设备」里另选一个,再按「就绪」。", "The chosen ring device is gone: plug it in, or choose another under Sound devices, then press Ready."]
        : this["浏览器没有放出铃声,来电会听不见:请点一下页面,检查网站的声音权限,再按「就绪」。", "The browser plays no ring, so a call would not be heard: click into the page, look at the site's sound permission, then press Ready."];
}
