namespace CallCenter.Server.WorkOrders;

/// <summary>Ends an agent's wrap-up when the form is done.</summary>
internal interface IWrapUp
{
    /// <summary>Does nothing when the agent is not in wrap-up after this call.</summary>
    Task FinishAsync(string user, string callId, CancellationToken ct);
}
