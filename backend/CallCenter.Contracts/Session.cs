namespace CallCenter.Contracts;

/// <summary>POST /api/session.</summary>
/// <param name="Phone">"browser", or the number of a desk phone; null signs in without a phone (supervisor, administrator).</param>
/// <param name="Code">Of the second factor (six digits, or a recovery code), when the answer without it was <see cref="ProblemCode.SecondFactor"/>.</param>
public sealed record SignIn(string User, string Password, string? Phone = null, string? Code = null);

/// <summary>GET /api/session/second-factor.</summary>
public sealed record SecondFactorState(bool On, bool Required, int RecoveryCodes);

/// <summary>POST /api/session/second-factor, …/off: the password again, and a code when there is a second factor.</summary>
public sealed record ProveIdentity(string Password, string? Code = null);

/// <param name="Address">otpauth://…, what the picture says.</param>
/// <param name="Svg">The QR code.</param>
public sealed record SecondFactorOffer(string Secret, string Address, string Svg);

/// <summary>POST /api/session/second-factor/confirm.</summary>
public sealed record ConfirmSecondFactor(string Code);

/// <summary>Shown once: each signs in once instead of a code.</summary>
public sealed record SecondFactorCodes(IReadOnlyList<string> Codes);

/// <summary>Who is signed in. Answer of POST and GET /api/session.</summary>
public sealed record SessionInfo(string User, string Name, IReadOnlyList<string> Roles, string? Phone, string Instance, string? DemoNumber = null, bool SecondFactorDue = false);

/// <summary>Answer of POST /api/session/phone: a fresh credential for the browser's own SIP socket, replacing the one before it.</summary>
/// <param name="Socket">WebSocket address of Asterisk itself, e.g. ws://127.0.0.1:8088/ws, wss:// with a certificate; the host is the one the page was loaded from.</param>
/// <param name="IceServers">STUN and TURN for the browser's media, as RTCPeerConnection wants them; none on one network.</param>
public sealed record SipCredential(string Socket, string Uri, string User, string Password, IReadOnlyList<IceServer> IceServers);

/// <summary>An RTCIceServer.</summary>
public sealed record IceServer(IReadOnlyList<string> Urls, string? Username = null, string? Credential = null);

/// <summary>The <c>code</c> of a problem document.</summary>
public static class ProblemCode
{
    public const string WrongPassword = "wrong-password";
    public const string LockedOut = "locked-out";
    public const string SignedOut = "signed-out";
    public const string PhoneTaken = "phone-taken";
    public const string UnknownPhone = "unknown-phone";
    public const string NotAllowed = "not-allowed";
    public const string Invalid = "invalid";
    public const string NotFound = "not-found";

    /// <summary>A whole number was asked for without a purpose.</summary>
    public const string NoPurpose = "no-purpose";
    public const string WrongState = "wrong-state";

    /// <summary>Another enterprise has this code.</summary>
    public const string CodeTaken = "code-taken";
    public const string Unavailable = "unavailable";
    public const string TooMany = "too-many";

    /// <summary>Days that are no range, lie ahead, or are more than one table has.</summary>
    public const string WrongDays = "wrong-days";

    /// <summary>Whoever wrote a text does not approve it.</summary>
    public const string SamePerson = "same-person";

    /// <summary>The caller hides the number: nothing can be marked or blocked.</summary>
    public const string NumberWithheld = "number-withheld";

    /// <summary>Registered for alarms: never restricted or blocked.</summary>
    public const string AlarmNumber = "alarm-number";

    /// <summary>No message gateway is set up.</summary>
    public const string MessagesOff = "messages-off";

    /// <summary>Not a number that takes messages.</summary>
    public const string NoMobile = "no-mobile";
    /// <summary>The key this is sealed with is not at hand.</summary>
    public const string KeyLost = "key-lost";

    /// <summary>The password is right; the code of the second factor is asked for.</summary>
    public const string SecondFactor = "second-factor";
    public const string WrongCode = "wrong-code";

    /// <summary>The user has roles that nobody may have together.</summary>
    public const string RolesMeet = "roles-meet";

    /// <summary>A sealed file is not what was sealed.</summary>
    public const string Damaged = "damaged";
}

public static class Role
{
    public const string Agent = "agent";
    public const string Counsellor = "counsellor";
    public const string Dispatcher = "dispatcher";
    public const string Supervisor = "supervisor";
    public const string Station = "station";
    public const string SystemAdmin = "system-admin";
    public const string SecurityAdmin = "security-admin";
    public const string AuditAdmin = "audit-admin";
}
