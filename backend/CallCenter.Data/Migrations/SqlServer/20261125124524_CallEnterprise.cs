using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallCenter.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class CallEnterprise : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "EnterpriseId",
                table: "Calls",
                type: "uniqueidentifier",
                nullable: true);

            // Calls of before belong to whose number it is now, where that is one.
            migrationBuilder.Sql("UPDATE [Calls] SET [EnterpriseId] = (SELECT n.[EnterpriseId] FROM [EnterpriseNumbers] AS n WHERE n.[Number] = [Calls].[Number]) WHERE [Number] IN (SELECT [Number] FROM [EnterpriseNumbers] GROUP BY [Number] HAVING COUNT(*) = 1);");

            migrationBuilder.CreateIndex(
                name: "IX_Calls_Enterprise_ArrivedAt",
                table: "Calls",
                columns: new[] { "EnterpriseId", "ArrivedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Calls_Enterprise_ArrivedAt",
                table: "Calls");

            migrationBuilder.DropColumn(
                name: "EnterpriseId",
                table: "Calls");
        }
    }
}
