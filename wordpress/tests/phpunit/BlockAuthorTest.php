<?php
require_once __DIR__ . '/CoreCase.php';

/**
 * Who may put an AI answer on a page: the block spends the site's money as the shortcode does.
 */
final class BlockAuthorTest extends CoreCase {

	const BLOCK = '<!-- wp:aigw/answer {"prompt":"Write me a novel.","showQuestion":false,"model":"dear-model","maxTokens":32768} /-->';

	protected function setUp(): void {
		parent::setUp();
		Aigw\Capabilities::grant();
		$this->connect();
	}

	private function user( string $role ): int {
		return (int) wp_insert_user( array( 'user_login' => $role . wp_rand(), 'user_pass' => wp_generate_password(), 'role' => $role ) );
	}

	/** The page of somebody as a visitor sees it. */
	private function page( int $author ): string {
		$post            = get_post( wp_insert_post( array( 'post_type' => 'post', 'post_status' => 'publish', 'post_title' => 'x', 'post_author' => $author, 'post_content' => self::BLOCK ) ) );
		$GLOBALS['post'] = $post;
		setup_postdata( $post );
		$html = apply_filters( 'the_content', $post->post_content );
		wp_reset_postdata();
		unset( $GLOBALS['post'] );
		return $html;
	}

	/** What the block renderer of the editor answers. */
	private function rendered(): WP_REST_Response {
		$request = new WP_REST_Request( 'POST', '/wp/v2/block-renderer/aigw/answer' );
		$request->set_query_params( array( 'context' => 'edit' ) );
		$request->set_body_params( array( 'attributes' => array( 'prompt' => 'Anything I like.', 'showQuestion' => false ) ) );
		return rest_do_request( $request );
	}

	public function test_the_block_of_an_author_who_may_not_use_ai_asks_nothing(): void {
		$this->assertStringNotContainsString( 'aigw_config', $this->page( $this->user( 'author' ) ) );
		$this->assertStringContainsString( 'aigw_config', $this->page( $this->user( 'editor' ) ) );
	}

	public function test_its_author_learns_why(): void {
		$author = $this->user( 'author' );
		wp_set_current_user( $author );

		$this->assertStringContainsString( 'aigw_use', $this->page( $author ) );
		wp_set_current_user( 0 );
		$this->assertStringNotContainsString( 'aigw_use', $this->page( $author ) );
	}

	public function test_nobody_has_a_question_of_their_own_signed_by_the_block_renderer(): void {
		wp_set_current_user( $this->user( 'contributor' ) );
		$this->assertStringNotContainsString( 'aigw_config', (string) wp_json_encode( $this->rendered()->get_data() ) );

		wp_set_current_user( $this->user( 'editor' ) );
		$this->assertStringContainsString( 'aigw_config', (string) wp_json_encode( $this->rendered()->get_data() ) );
	}

	public function test_a_block_of_the_sites_own_templates_is_there_for_everybody(): void {
		$this->assertStringContainsString( 'aigw_config', do_blocks( self::BLOCK ) );
	}

	public function test_what_a_visitor_has_a_route_render_is_the_sites_own_too(): void {
		$this->play(
			function () {
				return $this->said( 'Soft and warm.' );
			}
		);
		add_action(
			'rest_api_init',
			static function () {
				$show = static function () {
					return do_shortcode( '[aigw]Praise this shirt.[/aigw]' );
				};
				register_rest_route( 'shop/v1', '/shirt', array( 'methods' => 'GET', 'callback' => $show, 'permission_callback' => '__return_true' ) );
			}
		);
		$GLOBALS['wp_rest_server'] = null;

		$said = (string) rest_do_request( new WP_REST_Request( 'GET', '/shop/v1/shirt' ) )->get_data();

		$GLOBALS['wp_rest_server'] = null;
		$this->assertStringContainsString( 'Soft and warm.', $said );
	}

	public function test_a_filter_may_allow_more(): void {
		add_filter( 'aigw_shortcode_allowed', '__return_true' );

		$this->assertStringContainsString( 'aigw_config', $this->page( $this->user( 'author' ) ) );
	}
}
