using CallCenter.Console.Phone;

namespace CallCenter.Console.Language;

/// <summary>Sign-in, seat, devices.</summary>
internal sealed partial class Words
{
    public string User => this["用户名", "User name"];
    public string Password => this["密码", "Password"];
    public string SignIn => this["登录", "Sign in"];
    public string SignOut => this["签退", "Sign out"];
    public string CodeField => this["验证码", "Code"];
    public string CodeHint => this["六位数字;验证器不在手边时可用一个恢复码。", "Six digits, or a recovery code when the authenticator is not at hand."];
    public string SecondFactor => this["两步验证", "Second factor"];
    public string SecondFactorDue => this["您的角色要求两步验证,设置完成后才能继续。", "Your role requires a second factor: set it up to go on."];
    public string SecondFactorOff => this["尚未设置。设置后,登录时除密码外还要输入手机验证器上的六位数字。", "Not set up. With it, signing in asks for six digits from an authenticator besides the password."];
    public string SecondFactorOn(int codes) => this[$"已启用,还剩 {codes} 个恢复码。", $"In use; {codes} recovery codes are left."];
    public string SecondFactorBegin => this["开始设置", "Set up"];
    public string SecondFactorTurnOff => this["停用", "Turn off"];
    public string SecondFactorScan => this["用手机验证器扫描二维码,或手工输入下面的密钥,再输入它显示的六位数字。", "Scan this with an authenticator, or type the secret below, then enter the six digits it shows."];
    public string SecondFactorPicture => this["二维码", "QR code"];
    public string SecondFactorConfirm => this["确认", "Confirm"];
    public string SecondFactorCodes => this["恢复码:每个可代替验证码登录一次。请抄下并妥善保管,以后不再显示。", "Recovery codes: each signs in once instead of a code. Write them down now; they are not shown again."];
    public string SecondFactorDone => this["已保存,继续", "Kept, go on"];

    public string PhoneChoice => this["接听方式", "Phone"];
    public string PhoneBrowser => this["浏览器", "This browser"];
    public string PhoneDesk => this["话机", "Desk phone"];
    public string PhoneNone => this["不接电话", "No phone"];
    public string DeskNumber => this["话机号码", "Desk phone number"];
    public string Expired => this["登录已过期,请重新登录。未提交的内容都在。", "The session has expired, please sign in again. What you typed is kept."];

    public string StillTalking => this["通话仍在进行。", "The call is still up."];
    public string SeatTaken => this["此座席已在另一页面打开", "This seat is open in another page"];
    public string SeatTakenText => this["同一座席只能有一个页面接电话,请选择使用哪一个。", "Only one page of a seat can take calls. Which one shall it be?"];
    public string UseHere => this["在此页使用", "Use this page"];
    public string KeepOther => this["保留原页面", "Keep the other page"];
    public string SeatElsewhere => this["座席正在另一页面使用", "The seat is used in another page"];
    public string SeatElsewhereText => this["此页已停止接电话,可以关闭;也可以把座席取回到此页。", "This page takes no calls any more and can be closed, or take the seat back."];

    public string AudioSettings => this["声音设备", "Sound devices"];
    public string MicrophoneName => this["麦克风", "Microphone"];
    public string MicrophoneLevel => this["麦克风音量", "Microphone level"];
    public string SpeakerName => this["听筒", "Speaker"];
    public string RingName => this["振铃设备", "Ring device"];
    public string DefaultDevice => this["系统默认", "System default"];
    public string SameAsSpeaker => this["与听筒相同", "Same as speaker"];
    public string TestSpeaker => this["试听", "Play a tone"];
    public string TestRing => this["试铃", "Test ring"];

    public string MicrophoneProblem(Microphone state) => state == Microphone.Refused
        ? this["浏览器不允许使用麦克风:请点地址栏左侧图标允许,再按「就绪」。", "The browser refuses the microphone: allow it beside the address bar, then press Ready."]
        : this["没有可用的麦克风,对方听不到您:请接好耳机。", "No microphone: the caller cannot hear you. Plug in a headset."];
}
