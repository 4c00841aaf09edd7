using CallCenter.Bench.Recovery;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>A call centre whose Server may be killed, with wrap-up so short that the next test need not end it.</summary>
public sealed class RecoveryHouse : IAsyncLifetime
{
    private readonly Dictionary<string, TownPhone> _phones = [];

    /// <summary>Between the Server and Asterisk; it can stop right after a request.</summary>
    internal Wire Wire { get; private set; } = null!;

    public Center Center { get; private set; } = null!;

    public Town Town { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Center = await Center.StartAsync(new Dictionary<string, string> { ["CALLCENTER_Queues__0__WrapUpSeconds"] = "3", ["CALLCENTER_Queues__1__WrapUpSeconds"] = "3" },
            asterisk => (Wire = new Wire(asterisk.AriPort)).Port);
        Town = await Town.StartAsync(Center.Asterisk);
    }

    /// <summary>A desk phone, registered once.</summary>
    public async Task<TownPhone> PhoneAsync(string number) => _phones.TryGetValue(number, out var phone) ? phone : _phones[number] = await Town.RegisterAsync(number);

    public async ValueTask DisposeAsync()
    {
        if (Town is not null)
        {
            await Town.DisposeAsync();
        }
        if (Center is not null)
        {
            await Center.DisposeAsync();
        }
        if (Wire is not null)
        {
            await Wire.DisposeAsync();
        }
    }
}
