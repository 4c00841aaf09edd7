using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallCenter.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Enterprises : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ResidentFlags_Flag",
                table: "ResidentFlags");

            migrationBuilder.CreateTable(
                name: "Enterprises",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 18, nullable: true),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    CommunityId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Address = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    Grid = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    Notes = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    Pinyin = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Initials = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    RegisteredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RegisteredBy = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Enterprises", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Enterprises_Communities_CommunityId",
                        column: x => x.CommunityId,
                        principalTable: "Communities",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "EnterpriseContacts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    EnterpriseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Role = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EnterpriseContacts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_EnterpriseContacts_Enterprises_EnterpriseId",
                        column: x => x.EnterpriseId,
                        principalTable: "Enterprises",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "EnterpriseNumbers",
                columns: table => new
                {
                    EnterpriseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Reversed = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EnterpriseNumbers", x => new { x.EnterpriseId, x.Number });
                    table.ForeignKey(
                        name: "FK_EnterpriseNumbers_Enterprises_EnterpriseId",
                        column: x => x.EnterpriseId,
                        principalTable: "Enterprises",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ResidentFlags_Flag",
                table: "ResidentFlags",
                columns: new[] { "Flag", "ResidentId" });

            migrationBuilder.CreateIndex(
                name: "IX_EnterpriseContacts_Enterprise",
                table: "EnterpriseContacts",
                column: "EnterpriseId");

            migrationBuilder.CreateIndex(
                name: "IX_EnterpriseNumbers_Number",
                table: "EnterpriseNumbers",
                columns: new[] { "Number", "EnterpriseId" });

            migrationBuilder.CreateIndex(
                name: "IX_EnterpriseNumbers_Reversed",
                table: "EnterpriseNumbers",
                columns: new[] { "Reversed", "EnterpriseId" });

            migrationBuilder.CreateIndex(
                name: "IX_Enterprises_Community",
                table: "Enterprises",
                column: "CommunityId");

            migrationBuilder.CreateIndex(
                name: "IX_Enterprises_Initials",
                table: "Enterprises",
                columns: new[] { "Initials", "Name", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Enterprises_Name",
                table: "Enterprises",
                columns: new[] { "Name", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Enterprises_Pinyin",
                table: "Enterprises",
                columns: new[] { "Pinyin", "Name", "Id" });

            migrationBuilder.CreateIndex(
                name: "UX_Enterprises_Code",
                table: "Enterprises",
                column: "Code",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "EnterpriseContacts");

            migrationBuilder.DropTable(
                name: "EnterpriseNumbers");

            migrationBuilder.DropTable(
                name: "Enterprises");

            migrationBuilder.DropIndex(
                name: "IX_ResidentFlags_Flag",
                table: "ResidentFlags");

            migrationBuilder.CreateIndex(
                name: "IX_ResidentFlags_Flag",
                table: "ResidentFlags",
                column: "Flag");
        }
    }
}
