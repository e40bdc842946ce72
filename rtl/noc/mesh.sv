//===- mesh.sv - cores and routers in rows and columns ----------------------===//
//
// Tile (x, y) is number y * COLS + x. Links leave each tile as one slice of a vector for each direction.
//
//===----------------------------------------------------------------------===//

module mesh (
    input  logic                             clk,
    input  logic                             rst,
    input  logic                             host_in_valid,
    output logic                             host_in_ready,
    input  logic [chip_pkg::PACKET_BITS-1:0] host_in_packet,
    output logic                             host_out_valid,
    input  logic                             host_out_ready,
    output logic [chip_pkg::PACKET_BITS-1:0] host_out_packet
);

  localparam int Cols = chip_pkg::COLS;
  localparam int Tiles = chip_pkg::COLS * chip_pkg::ROWS;
  localparam int Width = chip_pkg::PACKET_BITS;

  // Packets that leave a tile in a direction, and whether the tile takes what comes from there.
  logic [Tiles*Width-1:0] north_packet  /* verilator split_var */;
  logic [Tiles*Width-1:0] east_packet  /* verilator split_var */;
  logic [Tiles*Width-1:0] south_packet  /* verilator split_var */;
  logic [Tiles*Width-1:0] west_packet  /* verilator split_var */;
  logic [Tiles*5-1:0] valid  /* verilator split_var */;
  logic [Tiles*5-1:0] ready  /* verilator split_var */;

  // Cycles since reset, for the idle time of every core.
  logic [31:0] cycles;
  always_ff @(posedge clk)
    if (rst) cycles <= 0;
    else cycles <= cycles + 1;

  for (genvar row = 0; row < chip_pkg::ROWS; row++) begin : g_row
    for (genvar col = 0; col < Cols; col++) begin : g_col
      localparam int Tile = row * Cols + col;
      logic [4:0] in_valid, out_ready, link_ready;
      logic [Width-1:0] north_in, east_in, south_in, west_in, local_in, local_out;
      logic core_clk, awake, router_clk, router_awake;
      logic local_in_valid, local_in_ready, local_out_valid, local_out_ready;
      logic [4:0] router_in_ready, router_out_valid;
      logic [5:0] stalled;
      logic route_write;
      logic [chip_pkg::ADDRESS_BITS-1:0] route_group;
      logic [4:0] route_outputs;

      link_stall link_stall (.clk, .stalled);

      assign in_valid[4] = local_in_valid && !stalled[5];
      assign out_ready = link_ready & ~stalled[4:0];
      assign link_ready[4] = local_out_ready;
      assign local_in_ready = router_in_ready[4] && !stalled[5];
      assign local_out_valid = router_out_valid[4] && !stalled[4];
      assign valid[Tile*5+:5] = router_out_valid & ~stalled[4:0];
      assign ready[Tile*5+:5] = router_in_ready;

      if (row > 0) begin : g_north
        assign in_valid[0] = valid[(Tile-Cols)*5+2];
        assign link_ready[0] = ready[(Tile-Cols)*5+2];
        assign north_in = south_packet[(Tile-Cols)*Width+:Width];
      end else begin : g_north_edge
        assign in_valid[0] = 1'b0;
        assign link_ready[0] = 1'b0;
        assign north_in = 0;
      end

      if (col < Cols - 1) begin : g_east
        assign in_valid[1] = valid[(Tile+1)*5+3];
        assign link_ready[1] = ready[(Tile+1)*5+3];
        assign east_in = west_packet[(Tile+1)*Width+:Width];
      end else begin : g_east_edge
        assign in_valid[1] = 1'b0;
        assign link_ready[1] = 1'b0;
        assign east_in = 0;
      end

      if (row < chip_pkg::ROWS - 1) begin : g_south
        assign in_valid[2] = valid[(Tile+Cols)*5+0];
        assign link_ready[2] = ready[(Tile+Cols)*5+0];
        assign south_in = north_packet[(Tile+Cols)*Width+:Width];
      end else begin : g_south_edge
        assign in_valid[2] = 1'b0;
        assign link_ready[2] = 1'b0;
        assign south_in = 0;
      end

      if (col > 0) begin : g_west
        assign in_valid[3] = valid[(Tile-1)*5+1];
        assign link_ready[3] = ready[(Tile-1)*5+1];
        assign west_in = east_packet[(Tile-1)*Width+:Width];
      end else if (row == 0) begin : g_host
        assign in_valid[3] = host_in_valid;
        assign host_in_ready = router_in_ready[3];
        assign west_in = host_in_packet;
        assign host_out_valid = valid[Tile*5+3];
        assign link_ready[3] = host_out_ready;
        assign host_out_packet = west_packet[Tile*Width+:Width];
      end else begin : g_west_edge
        assign in_valid[3] = 1'b0;
        assign link_ready[3] = 1'b0;
        assign west_in = 0;
      end

      clock_gate router_gate (.clk, .enable(rst || router_awake), .gated(router_clk));

      router #(.HOST(row == 0 && col == 0)) router (
          .clk(router_clk), .rst,
          .x(chip_pkg::CORE_X_BITS'(col)), .y(chip_pkg::CORE_Y_BITS'(row)),
          .in_valid, .in_ready(router_in_ready),
          .north_in, .east_in, .south_in, .west_in, .local_in,
          .out_valid(router_out_valid), .out_ready,
          .north_out(north_packet[Tile*Width+:Width]), .east_out(east_packet[Tile*Width+:Width]),
          .south_out(south_packet[Tile*Width+:Width]), .west_out(west_packet[Tile*Width+:Width]),
          .local_out, .route_write, .route_group, .route_outputs, .awake(router_awake));

      clock_gate core_gate (.clk, .enable(rst || awake), .gated(core_clk));

      core #(
          .POPULATIONS(chip_pkg::populations_of(col, row)), .PORTS(chip_pkg::ports_of(col, row)),
          .DESTINATIONS(chip_pkg::destinations_of(col, row)), .CREDITS(chip_pkg::credits_of(col, row)),
          .WEIGHT_WORDS(chip_pkg::weight_words_of(col, row)), .STATE_WORDS(chip_pkg::state_words_of(col, row))
      ) core (
          .clk(core_clk), .rst, .cycles,
          .x(chip_pkg::CORE_X_BITS'(col)), .y(chip_pkg::CORE_Y_BITS'(row)),
          .in_valid(local_out_valid), .in_ready(local_out_ready), .in_packet(local_out),
          .out_valid(local_in_valid), .out_ready(local_in_ready), .out_packet(local_in),
          .flits(router_out_valid & out_ready), .route_write, .route_group, .route_outputs, .awake);

      // No packet runs off the mesh.
      always_ff @(posedge clk)
        if (!rst) begin
          assert (row > 0 || !router_out_valid[0]);
          assert (col < Cols - 1 || !router_out_valid[1]);
          assert (row < chip_pkg::ROWS - 1 || !router_out_valid[2]);
          assert (col > 0 || row == 0 || !router_out_valid[3]);
        end
    end
  end

endmodule
