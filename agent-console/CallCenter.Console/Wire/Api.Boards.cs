using CallCenter.Contracts;

namespace CallCenter.Console.Wire;

/// <summary>Time lines; the boards themselves come by their hubs.</summary>
internal sealed partial class Api
{
    public Task<Reply<CallTimeline>> TimelineAsync(string call, CancellationToken ct) => SendAsync(HttpMethod.Get, $"{Call(call)}/timeline", null, WireJson.Default.CallTimeline, ct: ct);
}
