//===- router.sv - XY router of five ports ---------------------------------===//
//
// A packet goes along its row, then along its column; towards the host it goes to core (0, 0) and leaves there to the
// west. Each input has a queue, each output picks among the inputs round-robin. Turns that XY routing never takes are
// absent; the one turn from a column to the west exists in the router of core (0, 0) alone (HOST = 1).
// A multicast packet leaves by all outputs that its group's route says, by each as soon as it is free, and goes from its
// queue with the last of them. Routes follow the same turns, so that no packets wait for each other in a circle.
// The five bits of a vector are north, east, south, west, local, from the least significant.
//
//===----------------------------------------------------------------------===//

module router #(
    parameter bit HOST = 0
) (
    input  logic                            clk,
    input  logic                            rst,
    input  logic [chip_pkg::CORE_X_BITS-1:0] x,
    input  logic [chip_pkg::CORE_Y_BITS-1:0] y,
    input  logic [                      4:0] in_valid,
    output logic [                      4:0] in_ready,
    input  logic [ chip_pkg::PACKET_BITS-1:0] north_in,
    input  logic [ chip_pkg::PACKET_BITS-1:0] east_in,
    input  logic [ chip_pkg::PACKET_BITS-1:0] south_in,
    input  logic [ chip_pkg::PACKET_BITS-1:0] west_in,
    input  logic [ chip_pkg::PACKET_BITS-1:0] local_in,
    output logic [                      4:0] out_valid,
    input  logic [                      4:0] out_ready,
    output logic [ chip_pkg::PACKET_BITS-1:0] north_out,
    output logic [ chip_pkg::PACKET_BITS-1:0] east_out,
    output logic [ chip_pkg::PACKET_BITS-1:0] south_out,
    output logic [ chip_pkg::PACKET_BITS-1:0] west_out,
    output logic [ chip_pkg::PACKET_BITS-1:0] local_out,
    // A route is written.
    input  logic                            route_write,
    input  logic [  chip_pkg::ADDRESS_BITS-1:0] route_group,
    input  logic [                      4:0] route_outputs,
    output logic                            awake // a register may change at the next edge
);
  /* verilator no_inline_module */

  localparam int North = 0;
  localparam int East = 1;
  localparam int South = 2;
  localparam int West = 3;
  localparam int Local = 4;
  localparam int Width = chip_pkg::PACKET_BITS;
  localparam bit Multicast = chip_pkg::MULTICAST_GROUPS != 0;

  // What waits in front of each input queue, and the outputs that it still asks for.
  chip_pkg::packet_t north, east, south, west, local_head;
  logic [4:0] head_valid, pop;
  logic [4:0] north_wish, east_wish, south_wish, west_wish, local_wish;

  fifo #(.WIDTH(Width), .DEPTH(chip_pkg::ROUTER_FIFO)) north_queue (
      .clk, .rst, .in_valid(in_valid[North]), .in_ready(in_ready[North]), .in_data(north_in),
      .out_valid(head_valid[North]), .out_ready(pop[North]), .out_data(north));
  fifo #(.WIDTH(Width), .DEPTH(chip_pkg::ROUTER_FIFO)) east_queue (
      .clk, .rst, .in_valid(in_valid[East]), .in_ready(in_ready[East]), .in_data(east_in),
      .out_valid(head_valid[East]), .out_ready(pop[East]), .out_data(east));
  fifo #(.WIDTH(Width), .DEPTH(chip_pkg::ROUTER_FIFO)) south_queue (
      .clk, .rst, .in_valid(in_valid[South]), .in_ready(in_ready[South]), .in_data(south_in),
      .out_valid(head_valid[South]), .out_ready(pop[South]), .out_data(south));
  fifo #(.WIDTH(Width), .DEPTH(chip_pkg::ROUTER_FIFO)) west_queue (
      .clk, .rst, .in_valid(in_valid[West]), .in_ready(in_ready[West]), .in_data(west_in),
      .out_valid(head_valid[West]), .out_ready(pop[West]), .out_data(west));
  fifo #(.WIDTH(Width), .DEPTH(chip_pkg::ROUTER_FIFO)) local_queue (
      .clk, .rst, .in_valid(in_valid[Local]), .in_ready(in_ready[Local]), .in_data(local_in),
      .out_valid(head_valid[Local]), .out_ready(pop[Local]), .out_data(local_head));

  assign awake = in_valid != 0 || head_valid != 0 || route_write;

  // Of each head the outputs of its route, if it is a multicast packet, and those that have taken it.
  logic [4:0] north_routes, east_routes, south_routes, west_routes, local_routes;
  logic [4:0] north_done, east_done, south_done, west_done, local_done;
  logic [4:0] north_taken, east_taken, south_taken, west_taken, local_taken;

  if (chip_pkg::MULTICAST_GROUPS != 0) begin : g_multicast
    localparam int Group = chip_pkg::MULTICAST_GROUPS > 1 ? $clog2(chip_pkg::MULTICAST_GROUPS) : 1;

    function automatic logic [Group-1:0] group_of(input logic [chip_pkg::CORE_Y_BITS-1:0] high,
                                                  input logic [chip_pkg::CORE_X_BITS-1:0] low);
      group_of = Group'({high, low});
    endfunction

    routes #(.GROUPS(chip_pkg::MULTICAST_GROUPS), .GROUP_BITS(Group)) routes (
        .clk, .write(route_write), .write_group(route_group[Group-1:0]), .write_outputs(route_outputs),
        .groups({group_of(local_head.core_y, local_head.core_x), group_of(west.core_y, west.core_x),
                 group_of(south.core_y, south.core_x), group_of(east.core_y, east.core_x),
                 group_of(north.core_y, north.core_x)}),
        .outputs({local_routes, west_routes, south_routes, east_routes, north_routes}));

    always_ff @(posedge clk)
      if (rst) begin
        north_done <= 0;
        east_done <= 0;
        south_done <= 0;
        west_done <= 0;
        local_done <= 0;
      end else begin
        north_done <= pop[North] ? 5'd0 : north_done | north_taken;
        east_done <= pop[East] ? 5'd0 : east_done | east_taken;
        south_done <= pop[South] ? 5'd0 : south_done | south_taken;
        west_done <= pop[West] ? 5'd0 : west_done | west_taken;
        local_done <= pop[Local] ? 5'd0 : local_done | local_taken;
      end

    always_ff @(posedge clk) if (!rst && route_write) assert (32'(route_group) < chip_pkg::MULTICAST_GROUPS);
  end else begin : g_unicast
    assign north_routes = 0;
    assign east_routes = 0;
    assign south_routes = 0;
    assign west_routes = 0;
    assign local_routes = 0;
    assign north_done = 0;
    assign east_done = 0;
    assign south_done = 0;
    assign west_done = 0;
    assign local_done = 0;
    // verilator lint_off UNUSEDSIGNAL
    logic unused;
    assign unused = route_write || route_group != 0 || route_outputs != 0;
    // verilator lint_on UNUSEDSIGNAL

    always_ff @(posedge clk)
      if (!rst)
        assert (!(head_valid[North] && north.multicast) && !(head_valid[East] && east.multicast) &&
                !(head_valid[South] && south.multicast) && !(head_valid[West] && west.multicast) &&
                !(head_valid[Local] && local_head.multicast));
  end

  // The output towards the target: along the row first.
  function automatic logic [4:0] route(input logic to_host, input logic [chip_pkg::CORE_X_BITS-1:0] target_x,
                                       input logic [chip_pkg::CORE_Y_BITS-1:0] target_y,
                                       input logic [chip_pkg::CORE_X_BITS-1:0] own_x,
                                       input logic [chip_pkg::CORE_Y_BITS-1:0] own_y);
    logic [chip_pkg::CORE_X_BITS-1:0] goal_x;
    logic [chip_pkg::CORE_Y_BITS-1:0] goal_y;
    goal_x = to_host ? 0 : target_x;
    goal_y = to_host ? 0 : target_y;
    if (goal_x > own_x) route = 5'b00010;
    else if (goal_x < own_x) route = 5'b01000;
    else if (goal_y > own_y) route = 5'b00100;
    else if (goal_y < own_y) route = 5'b00001;
    else route = to_host ? 5'b01000 : 5'b10000;
  endfunction

  always_comb begin
    north_wish = 0;
    east_wish = 0;
    south_wish = 0;
    west_wish = 0;
    local_wish = 0;
    if (head_valid != 0) begin
      if (head_valid[North])
        north_wish = Multicast && north.multicast ? north_routes & ~north_done :
                     route(north.to_host, north.core_x, north.core_y, x, y);
      if (head_valid[East])
        east_wish = Multicast && east.multicast ? east_routes & ~east_done :
                    route(east.to_host, east.core_x, east.core_y, x, y);
      if (head_valid[South])
        south_wish = Multicast && south.multicast ? south_routes & ~south_done :
                     route(south.to_host, south.core_x, south.core_y, x, y);
      if (head_valid[West])
        west_wish = Multicast && west.multicast ? west_routes & ~west_done :
                    route(west.to_host, west.core_x, west.core_y, x, y);
      if (head_valid[Local])
        local_wish = Multicast && local_head.multicast ? local_routes & ~local_done :
                     route(local_head.to_host, local_head.core_x, local_head.core_y, x, y);
    end
  end

  // The inputs that want an output, and the inputs served last there: a bit at and below the last one.
  logic [4:0] north_wanted, east_wanted, south_wanted, west_wanted, local_wanted;
  logic [4:0] north_served, east_served, south_served, west_served, local_served;
  logic [4:0] north_grant, east_grant, south_grant, west_grant, local_grant;

  assign north_wanted = {local_wish[North], west_wish[North], south_wish[North], east_wish[North], 1'b0};
  assign east_wanted = {local_wish[East], west_wish[East], 3'b000};
  assign south_wanted = {local_wish[South], west_wish[South], 1'b0, east_wish[South], north_wish[South]};
  assign west_wanted = {local_wish[West], 1'b0, HOST && south_wish[West], east_wish[West], 1'b0};
  assign local_wanted = {local_wish[Local], west_wish[Local], south_wish[Local], east_wish[Local], north_wish[Local]};

  // The first input behind the one served last, else the first one.
  function automatic logic [4:0] pick(input logic [4:0] wanted, input logic [4:0] served);
    logic [4:0] behind;
    behind = wanted & ~served;
    pick = behind != 0 ? behind & -behind : wanted & -wanted;
  endfunction

  // One of four, by the bits of its number: one LUT a bit.
  function automatic logic [Width-1:0] choose(input logic low, input logic high, input logic [Width-1:0] first,
                                              input logic [Width-1:0] second, input logic [Width-1:0] third,
                                              input logic [Width-1:0] fourth);
    choose = high ? (low ? fourth : third) : (low ? second : first);
  endfunction

  always_comb begin
    north_grant = 0;
    east_grant = 0;
    south_grant = 0;
    west_grant = 0;
    local_grant = 0;
    north_out = 'x;
    east_out = 'x;
    south_out = 'x;
    west_out = 'x;
    local_out = 'x;
    if (north_wanted != 0) begin
      north_grant = pick(north_wanted, north_served);
      north_out = choose(north_grant[South] || north_grant[Local], north_grant[West] || north_grant[Local],
                         east, south, west, local_head);
    end
    if (east_wanted != 0) begin
      east_grant = pick(east_wanted, east_served);
      east_out = east_grant[Local] ? local_head : west;
    end
    if (south_wanted != 0) begin
      south_grant = pick(south_wanted, south_served);
      south_out = choose(south_grant[East] || south_grant[Local], south_grant[West] || south_grant[Local],
                         north, east, west, local_head);
    end
    if (west_wanted != 0) begin
      west_grant = pick(west_wanted, west_served);
      west_out = choose(west_grant[South], west_grant[Local], east, south, local_head, local_head);
    end
    if (local_wanted != 0) begin
      local_grant = pick(local_wanted, local_served);
      local_out = local_grant[Local] ? local_head :
                  choose(local_grant[East] || local_grant[West], local_grant[South] || local_grant[West],
                         north, east, south, west);
    end
  end

  assign out_valid = {local_wanted != 0, west_wanted != 0, south_wanted != 0, east_wanted != 0, north_wanted != 0};

  // The outputs that take the head of an input in this cycle; it goes with the last one.
  assign north_taken = out_ready & {local_grant[North], west_grant[North], south_grant[North], east_grant[North], north_grant[North]};
  assign east_taken = out_ready & {local_grant[East], west_grant[East], south_grant[East], east_grant[East], north_grant[East]};
  assign south_taken = out_ready & {local_grant[South], west_grant[South], south_grant[South], east_grant[South], north_grant[South]};
  assign west_taken = out_ready & {local_grant[West], west_grant[West], south_grant[West], east_grant[West], north_grant[West]};
  assign local_taken = out_ready & {local_grant[Local], west_grant[Local], south_grant[Local], east_grant[Local], north_grant[Local]};
  assign pop = {local_taken != 0 && (local_wish & ~local_taken) == 0, west_taken != 0 && (west_wish & ~west_taken) == 0,
                south_taken != 0 && (south_wish & ~south_taken) == 0, east_taken != 0 && (east_wish & ~east_taken) == 0,
                north_taken != 0 && (north_wish & ~north_taken) == 0};

  // grant | (grant - 1): the granted bit and all below.
  always_ff @(posedge clk)
    if (rst) begin
      north_served <= 0;
      east_served <= 0;
      south_served <= 0;
      west_served <= 0;
      local_served <= 0;
    end else if ((out_valid & out_ready) != 0) begin
      if (out_ready[North] && north_wanted != 0) north_served <= north_grant | (north_grant - 5'd1);
      if (out_ready[East] && east_wanted != 0) east_served <= east_grant | (east_grant - 5'd1);
      if (out_ready[South] && south_wanted != 0) south_served <= south_grant | (south_grant - 5'd1);
      if (out_ready[West] && west_wanted != 0) west_served <= west_grant | (west_grant - 5'd1);
      if (out_ready[Local] && local_wanted != 0) local_served <= local_grant | (local_grant - 5'd1);
    end

  // Every wish is a turn that exists, else its packet would wait for ever.
  always_ff @(posedge clk)
    if (!rst && head_valid != 0) begin
      assert ((north_wish & 5'b01011) == 0);
      assert ((east_wish & 5'b00010) == 0);
      assert ((south_wish & (HOST ? 5'b00110 : 5'b01110)) == 0);
      assert ((west_wish & 5'b01000) == 0);
      assert (HOST || !(local_wish[West] && x == 0));
      // A route leads somewhere from each router that it leads to.
      assert ((north_wish != 0) == head_valid[North] && (east_wish != 0) == head_valid[East]);
      assert ((south_wish != 0) == head_valid[South] && (west_wish != 0) == head_valid[West]);
      assert ((local_wish != 0) == head_valid[Local]);
    end

endmodule
