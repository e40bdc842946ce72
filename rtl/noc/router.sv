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

  // What comes, what waits in front of each input queue, and the outputs that it still asks for.
  chip_pkg::packet_t arriving_north, arriving_east, arriving_south, arriving_west, arriving_local;
  chip_pkg::packet_t north, east, south, west, local_head;
  logic [4:0] head_valid, pop;
  logic [4:0] north_wish, east_wish, south_wish, west_wish, local_wish;

  assign arriving_north = north_in;
  assign arriving_east = east_in;
  assign arriving_south = south_in;
  assign arriving_west = west_in;
  assign arriving_local = local_in;

  // Where a packet turns is found when it comes, and waits with it: along the row first. A turn that XY routing never takes
  // is not looked for: from a column it goes on or leaves it here, from a row it does not go back, and to the host it goes
  // up the first column. What is Along is a row for three inputs; of the local one a third bit says that it goes west.
  localparam logic [1:0] Up = 0, Down = 1, Here = 2, Along = 3;
  logic north_in_here, south_in_here, north_here, south_here;
  logic [1:0] east_in_turn, west_in_turn, east_turn, west_turn, host_turn;
  logic [2:0] local_in_turn, local_turn;

  function automatic logic [1:0] in_column(input logic [chip_pkg::CORE_Y_BITS-1:0] target_y,
                                           input logic [chip_pkg::CORE_Y_BITS-1:0] own_y);
    in_column = target_y == own_y ? Here : target_y > own_y ? Down : Up;
  endfunction

  assign host_turn = HOST || x != 0 ? Along : Up;

  always_comb begin
    north_in_here = 1'bx;
    east_in_turn = 'x;
    south_in_here = 1'bx;
    west_in_turn = 'x;
    local_in_turn = 'x;
    if (in_valid != 0) begin
      north_in_here = arriving_north.core_y == y;
      south_in_here = arriving_south.to_host ? HOST : arriving_south.core_y == y;
      east_in_turn = arriving_east.to_host ? host_turn : arriving_east.core_x != x ? Along : in_column(arriving_east.core_y, y);
      west_in_turn = arriving_west.core_x != x ? Along : in_column(arriving_west.core_y, y);
      local_in_turn[1:0] = arriving_local.to_host ? host_turn :
                           arriving_local.core_x != x ? Along : in_column(arriving_local.core_y, y);
      local_in_turn[2] = arriving_local.to_host || arriving_local.core_x < x;
    end
  end

  fifo #(.WIDTH(Width + 1), .DEPTH(chip_pkg::ROUTER_FIFO)) north_queue (
      .clk, .rst, .in_valid(in_valid[North]), .in_ready(in_ready[North]), .in_data({north_in_here, north_in}),
      .out_valid(head_valid[North]), .out_ready(pop[North]), .out_data({north_here, north}));
  fifo #(.WIDTH(Width + 2), .DEPTH(chip_pkg::ROUTER_FIFO)) east_queue (
      .clk, .rst, .in_valid(in_valid[East]), .in_ready(in_ready[East]), .in_data({east_in_turn, east_in}),
      .out_valid(head_valid[East]), .out_ready(pop[East]), .out_data({east_turn, east}));
  fifo #(.WIDTH(Width + 1), .DEPTH(chip_pkg::ROUTER_FIFO)) south_queue (
      .clk, .rst, .in_valid(in_valid[South]), .in_ready(in_ready[South]), .in_data({south_in_here, south_in}),
      .out_valid(head_valid[South]), .out_ready(pop[South]), .out_data({south_here, south}));
  fifo #(.WIDTH(Width + 2), .DEPTH(chip_pkg::ROUTER_FIFO)) west_queue (
      .clk, .rst, .in_valid(in_valid[West]), .in_ready(in_ready[West]), .in_data({west_in_turn, west_in}),
      .out_valid(head_valid[West]), .out_ready(pop[West]), .out_data({west_turn, west}));
  fifo #(.WIDTH(Width + 3), .DEPTH(chip_pkg::ROUTER_FIFO)) local_queue (
      .clk, .rst, .in_valid(in_valid[Local]), .in_ready(in_ready[Local]), .in_data({local_in_turn, local_in}),
      .out_valid(head_valid[Local]), .out_ready(pop[Local]), .out_data({local_turn, local_head}));

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

  localparam logic [4:0] ToNorth = 5'b00001, ToEast = 5'b00010, ToSouth = 5'b00100, ToWest = 5'b01000, ToLocal = 5'b10000;

  function automatic logic [4:0] wish_of(input logic [1:0] turn, input logic [4:0] along);
    wish_of = turn[1] ? (turn[0] ? along : ToLocal) : (turn[0] ? ToSouth : ToNorth);
  endfunction

  always_comb begin
    north_wish = 0;
    east_wish = 0;
    south_wish = 0;
    west_wish = 0;
    local_wish = 0;
    if (head_valid != 0) begin
      if (head_valid[North])
        north_wish = Multicast && north.multicast ? north_routes & ~north_done : north_here ? ToLocal : ToSouth;
      if (head_valid[East])
        east_wish = Multicast && east.multicast ? east_routes & ~east_done : wish_of(east_turn, ToWest);
      if (head_valid[South])
        south_wish = Multicast && south.multicast ? south_routes & ~south_done :
                     !south_here ? ToNorth : HOST && south.to_host ? ToWest : ToLocal;
      if (head_valid[West])
        west_wish = Multicast && west.multicast ? west_routes & ~west_done : wish_of(west_turn, ToEast);
      if (head_valid[Local])
        local_wish = Multicast && local_head.multicast ? local_routes & ~local_done :
                     wish_of(local_turn[1:0], local_turn[2] ? ToWest : ToEast);
    end
  end

  // Of each output the inputs that can want it, in the order of the vectors, those that do, and which of them is chosen:
  // the first behind the one served last, else the first one.
  logic [3:0] north_wanted, south_wanted;
  logic [2:0] west_wanted;
  logic [1:0] east_wanted;
  logic [4:0] local_wanted;
  logic [1:0] north_choice, south_choice, west_choice, local_choice, north_last, south_last, west_last, local_last;
  // The local output has a fifth input, its own, behind the other four: whether it is chosen, and was the last one.
  logic local_own, local_own_last;
  logic east_choice, east_last;
  logic [4:0] north_grant, east_grant, south_grant, west_grant, local_grant;

  assign north_wanted = {local_wish[North], west_wish[North], south_wish[North], east_wish[North]};
  assign east_wanted = {local_wish[East], west_wish[East]};
  assign south_wanted = {local_wish[South], west_wish[South], east_wish[South], north_wish[South]};
  assign west_wanted = {local_wish[West], HOST && south_wish[West], east_wish[West]};
  assign local_wanted = {local_wish[Local], west_wish[Local], south_wish[Local], east_wish[Local], north_wish[Local]};

  // Of nothing wanted any.
  function automatic logic [1:0] choose(input logic [3:0] wanted, input logic [1:0] last);
    logic [3:0] behind;
    behind = wanted & (4'b1110 << last);
    if (behind == 0) behind = wanted;
    choose = {behind[1:0] == 0, !behind[0] && (behind[1] || !behind[2])};
  endfunction

  // One of four, by the bits of its number: one LUT a bit.
  function automatic logic [Width-1:0] one_of(input logic [1:0] number, input logic [Width-1:0] first,
                                              input logic [Width-1:0] second, input logic [Width-1:0] third,
                                              input logic [Width-1:0] fourth);
    one_of = number[1] ? (number[0] ? fourth : third) : (number[0] ? second : first);
  endfunction

  assign north_choice = choose(north_wanted, north_last);
  assign east_choice = 1'(choose({2'b00, east_wanted}, {1'b0, east_last}));
  assign south_choice = choose(south_wanted, south_last);
  assign west_choice = choose({1'b0, west_wanted}, west_last);
  assign local_choice = choose(local_wanted[3:0], local_last);
  assign local_own = local_wanted[Local] && (local_wanted[3:0] == 0 ||
                                             (!local_own_last && (local_wanted[3:0] & (4'b1110 << local_last)) == 0));

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
      north_grant = {4'd1 << north_choice, 1'b0};
      north_out = one_of(north_choice, east, south, west, local_head);
    end
    if (east_wanted != 0) begin
      east_grant = {2'd1 << east_choice, 3'b000};
      east_out = east_choice ? local_head : west;
    end
    if (south_wanted != 0) begin
      south_grant = {south_choice == 3, south_choice == 2, 1'b0, south_choice == 1, south_choice == 0};
      south_out = one_of(south_choice, north, east, west, local_head);
    end
    if (west_wanted != 0) begin
      west_grant = {west_choice[1], 1'b0, west_choice == 1, west_choice == 0, 1'b0};
      west_out = west_choice[1] ? local_head : HOST && west_choice[0] ? south : east;
    end
    if (local_wanted != 0) begin
      local_grant = local_own ? 5'b10000 : 5'd1 << local_choice;
      local_out = local_own ? local_head : one_of(local_choice, north, east, south, west);
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

  // After a reset the last input was served last.
  always_ff @(posedge clk)
    if (rst) begin
      north_last <= 3;
      east_last <= 1;
      south_last <= 3;
      west_last <= 2;
      local_last <= 3;
      local_own_last <= 1'b1;
    end else if ((out_valid & out_ready) != 0) begin
      if (out_ready[North] && north_wanted != 0) north_last <= north_choice;
      if (out_ready[East] && east_wanted != 0) east_last <= east_choice;
      if (out_ready[South] && south_wanted != 0) south_last <= south_choice;
      if (out_ready[West] && west_wanted != 0) west_last <= west_choice;
      if (out_ready[Local] && local_wanted != 0) begin
        local_last <= local_own ? 3 : local_choice;
        local_own_last <= local_own;
      end
    end

  // What comes has been routed to here: no packet needs a turn that is not looked for.
  always_ff @(posedge clk)
    if (!rst) begin
      if (in_valid[North] && !arriving_north.multicast)
        assert (!arriving_north.to_host && arriving_north.core_x == x && arriving_north.core_y >= y);
      if (in_valid[East] && !arriving_east.multicast) assert (arriving_east.to_host || arriving_east.core_x <= x);
      if (in_valid[South] && !arriving_south.multicast)
        assert (arriving_south.to_host ? x == 0 : arriving_south.core_x == x && arriving_south.core_y <= y);
      if (in_valid[West] && !arriving_west.multicast) assert (!arriving_west.to_host && arriving_west.core_x >= x);
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
