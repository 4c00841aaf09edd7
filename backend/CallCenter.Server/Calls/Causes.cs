namespace CallCenter.Server.Calls;

/// <summary>Q.850 causes as Asterisk maps SIP answers to them.</summary>
internal static class Causes
{
    public const int Normal = 16;
    private const int UserBusy = 17, NoUserResponse = 18, NoAnswer = 19, SubscriberAbsent = 20, Rejected = 21, DestinationOutOfOrder = 27,
        NetworkOutOfOrder = 38, TemporaryFailure = 41, RequestedChannelUnavailable = 44, RecoveryOnTimer = 102;

    /// <summary>Why a phone that rang was not answered: the reasons of <see cref="Routing.OfferFailed"/>.</summary>
    public static string OfferReason(int cause) => cause switch
    {
        UserBusy or Rejected => "declined",
        NoUserResponse or NoAnswer or Normal => "no-answer",
        SubscriberAbsent or DestinationOutOfOrder or NetworkOutOfOrder or RequestedChannelUnavailable or RecoveryOnTimer => "unreachable",
        _ => "failed",
    };

    /// <summary>Why somebody was not reached: the reasons of <see cref="Routing.CallbackFailed"/>.</summary>
    public static string CallbackReason(int cause) => cause switch
    {
        UserBusy or Rejected => "busy",
        NoUserResponse or NoAnswer or Normal => "no-answer",
        0 => "failed",
        _ => "unreachable",
    };

    /// <summary>
    /// The agent's leg did not end by somebody hanging up: its media or signalling died (RTP time-out, transport lost), or it went while
    /// we could not see it.
    /// </summary>
    public static bool IsLoss(int cause) => cause is 0 or DestinationOutOfOrder or NetworkOutOfOrder or TemporaryFailure or RequestedChannelUnavailable or RecoveryOnTimer or SubscriberAbsent;
}
