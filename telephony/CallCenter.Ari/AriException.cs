namespace CallCenter.Ari;

/// <summary>A request to ARI failed. The kinds below are all there are.</summary>
public abstract class AriException : Exception
{
    private protected AriException(string request, int? status, string message, Exception? inner = null)
        : base($"{request}: {message}", inner)
    {
        Request = request;
        Status = status;
    }

    /// <summary>Method and path, without the query: values of variables stay out of logs.</summary>
    public string Request { get; }

    /// <summary>HTTP status, where there was an answer.</summary>
    public int? Status { get; }
}

/// <summary>
/// The channel, bridge, playback or recording has left, or has left Stasis (404, and 400, 409 or 422 where the schema means that).
/// On a telephone line this is a normal outcome, not a fault.
/// </summary>
public sealed class AriGoneException : AriException
{
    internal AriGoneException(string request, int status, string message)
        : base(request, status, message)
    {
    }
}

/// <summary>No answer: no connection, time-out, or Asterisk is starting or stopping (502-504). The request may or may not have been carried out.</summary>
public sealed class AriUnavailableException : AriException
{
    internal AriUnavailableException(string request, int? status, string message, Exception? inner = null)
        : base(request, status, message, inner)
    {
    }
}

/// <summary>Asterisk understood and refused (400, 401, 403, 412, 500, clashing names): a mistake of ours or of the configuration.</summary>
public sealed class AriRejectedException : AriException
{
    internal AriRejectedException(string request, int status, string message, Exception? inner = null)
        : base(request, status, message, inner)
    {
    }
}
