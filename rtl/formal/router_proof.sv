//===- router_proof.sv - each packet leaves a router by its outputs, once ----===//
//
// Any packets come to any router in any cycles, for one core or for one of two multicast groups of any routes, and its
// outputs take them in any cycles. One packet of one input is watched, and any may be the one: as it came it leaves by
// each output of its route once, by no other, and what came behind it leaves when it is gone. Where all outputs take
// what they are offered, it is gone five cycles after it was offered to one.
//
//===----------------------------------------------------------------------===//

module router_proof #(
    parameter bit HOST = 0
) (
    input logic                              clk,
    input logic [3*(chip_pkg::CORE_X_BITS+chip_pkg::CORE_Y_BITS)+14:0] drawn,
    input logic [                       4:0] in_valid,
    input logic [                       4:0] out_ready,
    // What each input is offered.
    input logic [                       4:0] multicast,
    input logic [                       4:0] to_host,
    input logic [5*chip_pkg::CORE_X_BITS-1:0] core_x,
    input logic [5*chip_pkg::CORE_Y_BITS-1:0] core_y,
    // That which is offered to the watched input is the watched packet, or one behind it.
    input logic                              watch,
    // Routes of other groups may be written at any time.
    input logic                              other_write,
    input logic [ chip_pkg::ADDRESS_BITS-1:0] other_group,
    input logic [                       4:0] other_outputs
);

  localparam int X = chip_pkg::CORE_X_BITS;
  localparam int Y = chip_pkg::CORE_Y_BITS;
  localparam int Width = chip_pkg::PACKET_BITS;
  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam logic [4:0] North = 5'b00001, East = 5'b00010, South = 5'b00100, West = 5'b01000, Local = 5'b10000;
  // Outputs are round-robin: at most the other four inputs come first.
  localparam int Soon = 5;

  logic [X-1:0] x;
  logic [Y-1:0] y;
  logic [X+Y-1:0] first_group, second_group;
  logic [4:0] first_route, second_route;
  logic [4:0] watched; // one bit: the input

  // Drawn at the reset, written in the next two cycles.
  logic [3:0] cycle = 0;
  always_ff @(posedge clk) begin
    if (cycle != 4'hf) cycle <= cycle + 1;
    if (cycle == 0) {x, y, first_group, second_group, first_route, second_route, watched} <= drawn;
  end

  function automatic logic [4:0] route_of(input logic is_multicast, input logic host, input logic [X-1:0] target_x,
                                          input logic [Y-1:0] target_y);
    logic [X-1:0] goal_x;
    logic [Y-1:0] goal_y;
    goal_x = host ? 0 : target_x;
    goal_y = host ? 0 : target_y;
    if (is_multicast) route_of = {target_y, target_x} == first_group ? first_route : second_route;
    else if (goal_x != x) route_of = goal_x > x ? East : West;
    else if (goal_y != y) route_of = goal_y > y ? South : North;
    else route_of = host ? West : Local;
  endfunction

  // The turns of XY routing: no packet goes back, and none from a column to a row but towards the host.
  function automatic logic [4:0] turns_of(input int i);
    turns_of = i == 0 ? South | Local : i == 1 ? North | South | West | Local :
               i == 2 ? North | Local | (HOST ? West : 5'd0) : i == 3 ? North | East | South | Local : 5'b11111;
  endfunction

  // What may be offered, and the watched packet when it has come.
  logic [5*5-1:0] routes;
  logic [5*Width-1:0] offered;
  logic [4:0] in_ready, out_valid, expected, seen;
  logic entered, comes;
  logic [5*Width-1:0] leaving;
  logic [Width-1:0] packet;

  for (genvar i = 0; i < 5; i++) begin : g_input
    logic [X+Y-1:0] group;
    logic mark, mark_next;
    assign group = {core_y[i*Y+:Y], core_x[i*X+:X]};
    assign mark = watch && watched[i] && !entered;
    assign mark_next = watch && watched[i] && entered;
    // As packet_t, whose members yosys does not find in a generate block.
    assign offered[i*Width+:Width] = {multicast[i], to_host[i], core_x[i*X+:X], core_y[i*Y+:Y],
                                      {Width - 4 - X - Y{1'b0}}, mark_next, mark};
    assign routes[i*5+:5] = route_of(multicast[i], to_host[i], core_x[i*X+:X], core_y[i*Y+:Y]);
    always_comb
      if (in_valid[i]) begin
        assume (routes[i*5+:5] != 0 && (routes[i*5+:5] & ~turns_of(i)) == 0);
        assume (HOST || !routes[i*5+3] || x != 0);
        // The host is to the west: nothing comes from there that goes to it.
        assume (i != 3 || multicast[i] || !to_host[i]);
        assume (!multicast[i] || group == first_group || group == second_group);
      end
  end

  always_comb if (cycle != 0) begin
    assume (32'(first_group) < chip_pkg::MULTICAST_GROUPS && 32'(second_group) < chip_pkg::MULTICAST_GROUPS);
    assume (first_group != second_group);
    assume (watched != 0 && (watched & (watched - 1)) == 0);
    assume (!other_write || (32'(other_group) < chip_pkg::MULTICAST_GROUPS && other_group[X+Y-1:0] != first_group &&
                             other_group[X+Y-1:0] != second_group));
    assume (!HOST || (x == 0 && y == 0));
    // Routes are written first.
    assume (cycle > 2 || in_valid == 0);
  end

  router #(.HOST(HOST)) router (
      .clk, .rst(cycle == 0), .x, .y, .in_valid, .in_ready,
      .north_in(offered[0*Width+:Width]), .east_in(offered[1*Width+:Width]), .south_in(offered[2*Width+:Width]),
      .west_in(offered[3*Width+:Width]), .local_in(offered[4*Width+:Width]), .out_valid, .out_ready,
      .north_out(leaving[0*Width+:Width]), .east_out(leaving[1*Width+:Width]), .south_out(leaving[2*Width+:Width]),
      .west_out(leaving[3*Width+:Width]), .local_out(leaving[4*Width+:Width]),
      .route_write(cycle == 1 || cycle == 2 || other_write),
      .route_group(cycle == 1 ? Address'(first_group) : cycle == 2 ? Address'(second_group) : other_group),
      .route_outputs(cycle == 1 ? first_route : cycle == 2 ? second_route : other_outputs));

  // The outputs that are offered the watched packet, or one that came behind it.
  logic [4:0] shows, shows_next;
  for (genvar o = 0; o < 5; o++) begin : g_output
    assign shows[o] = out_valid[o] && leaving[o*Width];
    assign shows_next[o] = out_valid[o] && leaving[o*Width+1];
    always_comb if (cycle != 0 && shows[o]) assert (leaving[o*Width+:Width] == packet);
  end

  assign comes = watch && !entered && (in_valid & in_ready & watched) != 0;

  // Cycles in which all outputs took what they were offered, from the first one that was offered the packet.
  logic shown;
  logic [3:0] waited;
  always_ff @(posedge clk)
    if (cycle == 0) begin
      entered <= 1'b0;
      seen <= 0;
      shown <= 1'b0;
      waited <= 0;
    end else begin
      if (comes) begin
        entered <= 1'b1;
        for (int i = 0; i < 5; i++)
          if (watched[i]) begin
            packet <= offered[i*Width+:Width];
            expected <= routes[i*5+:5];
          end
      end
      seen <= seen | (shows & out_ready);
      if (shows != 0) shown <= 1'b1;
      waited <= (shown || shows != 0) && out_ready == 5'b11111 ? waited + 1 : 0;
    end

  always_comb
    if (cycle != 0 && entered) begin
      assert ((shows & seen) == 0);
      assert ((shows & ~expected) == 0);
      assert (shows_next == 0 || seen == expected);
      assert (32'(waited) != Soon || seen == expected);
    end

endmodule
