using CallCenter.Contracts;

namespace CallCenter.Console.Wire;

/// <summary>The centre's own health.</summary>
internal sealed partial class Api
{
    private const string Operations = "api/operations";

    public Task<Reply<OperationsPage>> OperationsAsync(CancellationToken ct) => SendAsync(HttpMethod.Get, Operations, null, WireJson.Default.OperationsPage, ct: ct);

    public Task<Reply<WatchedMatter>> AcknowledgeAsync(string matter) => SendAsync(HttpMethod.Post, $"{Operations}/{matter}/acknowledge", Empty(), WireJson.Default.WatchedMatter);

    public Task<Reply<DrillLine>> DrillAsync() => SendAsync(HttpMethod.Post, $"{Operations}/drill", Empty(), WireJson.Default.DrillLine);
}
