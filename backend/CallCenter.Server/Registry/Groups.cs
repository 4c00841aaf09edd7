using System.Globalization;
using System.Text;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Residents;
using CallCenter.Server.Session;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>
/// The queries of special groups. A whole group goes by the index (Flag, ResidentId); within a community it is the community's residents, some thousands, that
/// are looked through: a group spread over the whole district would be read to its end for the few of one community.
/// </summary>
internal static class Groups
{
    private const int Batch = 500;
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);

    public static Task<Dictionary<string, int>> CountAsync(CenterDb db, Guid? community, CancellationToken ct)
    {
        var flags = community is null ? db.ResidentFlags.AsNoTracking() : db.Residents.AsNoTracking().In(community).SelectMany(r => r.Flags);
        return flags.GroupBy(f => f.Flag).Select(g => new { g.Key, People = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.People, ct);
    }

    /// <summary>In the order in which they were registered.</summary>
    public static IQueryable<Guid> Of(CenterDb db, string flag, Guid? community) => community is null
        ? db.ResidentFlags.AsNoTracking().Where(f => f.Flag == flag).OrderBy(f => f.ResidentId).Select(f => f.ResidentId)
        : db.Residents.AsNoTracking().In(community).Where(r => r.Flags.Any(f => f.Flag == flag)).OrderBy(r => r.Id).Select(r => r.Id);

    /// <summary>For table programs, as <see cref="ImportReports"/>.</summary>
    public static async Task WriteAsync(CenterDb db, ResidentSearch search, IReadOnlyList<Guid> people, bool chinese, Stream body, CancellationToken ct)
    {
        await using var writer = new StreamWriter(body, Utf8, leaveOpen: true);
        await writer.WriteAsync(chinese ? "姓名,年龄,电话,地址,社区,网格\r\n" : "Name,Age,Telephone,Address,Community,Grid\r\n");
        foreach (var batch in people.Chunk(Batch))
        {
            foreach (var person in await search.LinesAsync(db, batch, ct))
            {
                var cells = new[] { person.Name, person.Age?.ToString(CultureInfo.InvariantCulture), person.MaskedNumber, person.Address, person.Community, person.Grid };
                await writer.WriteAsync(string.Join(',', cells.Select(SpreadsheetCell.Csv)) + "\r\n");
            }
        }
    }
}
