using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallCenter.Data.Migrations.Postgres
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
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    Code = table.Column<string>(type: "character varying(18)", maxLength: 18, nullable: true, collation: "C"),
                    Kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false, collation: "C"),
                    CommunityId = table.Column<Guid>(type: "uuid", nullable: true),
                    Address = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    Grid = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C"),
                    Notes = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true, collation: "C"),
                    Pinyin = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false, collation: "C"),
                    Initials = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    RegisteredAt = table.Column<long>(type: "bigint", nullable: false),
                    RegisteredBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C")
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
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    EnterpriseId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    Role = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    Number = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false, collation: "C"),
                    Position = table.Column<int>(type: "integer", nullable: false)
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
                    EnterpriseId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false, collation: "C"),
                    Reversed = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false, collation: "C"),
                    Position = table.Column<int>(type: "integer", nullable: false)
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
