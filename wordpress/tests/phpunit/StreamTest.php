<?php
use Aigw\Jwt;
use Aigw\Settings;
use Aigw\Stream\Form;
use Aigw\Stream\Question;
use Aigw\Stream\Sealed;
use Aigw\Stream\Throttle;
use Aigw\Stream\View;

/**
 * What the block gives out, and to whom.
 */
final class StreamTest extends Aigw_TestCase {

	protected function setUp(): void {
		parent::setUp();
		delete_option( Settings::OPTION );
		Aigw\Credentials::store( array( 'url' => 'https://gateway.example.com', 'tenant' => 'site', 'kind' => 'secret', 'credential' => 'not-a-real-secret-of-any-tenant-00' ) );
		$_SERVER['HTTP_ORIGIN'] = $this->origin();
		$_SERVER['REMOTE_ADDR'] = '192.0.2.' . wp_rand( 1, 250 );
		unset( $_SERVER['HTTP_SEC_FETCH_SITE'], $_SERVER['HTTP_REFERER'] );
	}

	protected function tearDown(): void {
		unset( $_SERVER['HTTP_ORIGIN'], $_SERVER['HTTP_SEC_FETCH_SITE'] );
		$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
		parent::tearDown();
	}

	private function origin(): string {
		$url = wp_parse_url( home_url() );
		return $url['scheme'] . '://' . $url['host'] . ( isset( $url['port'] ) ? ':' . $url['port'] : '' );
	}

	private function config( array $more = array() ): string {
		return Sealed::seal( array_replace( array( 'prompt' => 'Be kind.', 'question' => true, 'model' => 'gpt-4o-mini', 'feature' => 'shop', 'tokens' => 200, 'post' => 0 ), $more ) );
	}

	private function post( string $route, array $data ): WP_REST_Response {
		$request = new WP_REST_Request( 'POST', '/aigw/v1/' . $route );
		$request->set_header( 'content-type', 'application/json' );
		$request->set_body( wp_json_encode( $data ) );
		return rest_do_request( $request );
	}

	public function test_a_token_is_for_one_call_of_this_page_and_narrowed_to_what_the_author_set(): void {
		$answer = $this->post( 'token', array( 'config' => $this->config(), 'question' => 'Hello?' ) );

		$claims = Jwt::claims( $answer->get_data()['token'] ?? '' );
		$this->assertSame( 200, $answer->get_status() );
		$this->assertTrue( $claims['once'] );
		$this->assertSame( $this->origin(), $claims['origin'] );
		$this->assertSame( 'chat', $claims['scope'] );
		$this->assertSame( array( 'gpt-4o-mini' ), $claims['models'] );
		$this->assertSame( 200, $claims['max_tokens'] );
		$this->assertSame( 'shop', $claims['feature'] );
		$this->assertLessThanOrEqual( 120, $claims['exp'] - $claims['iat'] );
		$this->assertSame( 5, $claims['limits']['user']['rpm'] );
		$this->assertSame( 0.05, $claims['limits']['user']['usd_day'] );
		$this->assertStringStartsWith( 'v_', $claims['user'] );
	}

	public function test_the_body_is_made_here_and_its_request_id_is_the_tokens(): void {
		$data = $this->post( 'token', array( 'config' => $this->config(), 'question' => 'Hello?' ) )->get_data();

		$body = json_decode( $data['body'], true );
		$this->assertSame( Jwt::claims( $data['token'] )['jti'], $body['request_id'] );
		$this->assertTrue( $body['stream'] );
		$this->assertSame( hash( 'sha256', $data['body'], true ), base64_decode( strtr( Jwt::claims( $data['token'] )['body_sha256'], '-_', '+/' ) ) );
		$this->assertSame( array( array( 'role' => 'system', 'content' => 'Be kind.' ), array( 'role' => 'user', 'content' => 'Hello?' ) ), $body['messages'] );
	}

	public function test_a_configuration_that_a_visitor_changed_is_refused(): void {
		list( $text, $mac ) = explode( '.', $this->config() );
		$forged             = rtrim( strtr( base64_encode( str_replace( '200', '9999', base64_decode( strtr( $text, '-_', '+/' ) ) ) ), '+/', '-_' ), '=' );

		$this->assertSame( 403, $this->post( 'token', array( 'config' => $forged . '.' . $mac, 'question' => 'x' ) )->get_status() );
		$this->assertSame( 403, $this->post( 'ask', array( 'config' => 'x', 'question' => 'x', 'id' => 'abcdefgh' ) )->get_status() );
	}

	/**
	 * @dataProvider strangers
	 */
	public function test_another_site_gets_nothing( array $server ): void {
		unset( $_SERVER['HTTP_ORIGIN'] );
		$_SERVER = $server + $_SERVER;

		$this->assertSame( 403, $this->post( 'token', array( 'config' => $this->config(), 'question' => 'x' ) )->get_status() );
	}

	public function strangers(): array {
		return array(
			'another origin' => array( array( 'HTTP_ORIGIN' => 'https://evil.example' ) ),
			'a null origin'  => array( array( 'HTTP_ORIGIN' => 'null' ) ),
			'another page'   => array( array( 'HTTP_SEC_FETCH_SITE' => 'cross-site' ) ),
			'no browser'     => array( array() ),
		);
	}

	public function test_a_visitor_is_stopped_before_a_token_is_minted(): void {
		Settings::save( array( 'visitor_rpm' => 2 ) );
		$ask = array( 'config' => $this->config(), 'question' => 'x' );

		$first  = $this->post( 'token', $ask )->get_status();
		$second = $this->post( 'token', $ask )->get_status();
		$third  = $this->post( 'token', $ask );

		$this->assertSame( array( 200, 200, 429 ), array( $first, $second, $third->get_status() ) );
		$this->assertSame( 'rate_limited_minute', $third->get_data()['code'] );
		$this->assertArrayHasKey( 'Retry-After', $third->get_headers() );
	}

	public function test_limits_that_are_set_elsewhere_stay_where_they_are_smaller(): void {
		$limits = Throttle::narrowed( array( 'user' => array( 'rpm' => 2, 'rpd' => 900 ), 'feature' => array( 'usd_day' => 1 ) ) );

		$this->assertSame( 2, $limits['user']['rpm'] );
		$this->assertSame( 50, $limits['user']['rpd'] );
		$this->assertSame( 1, $limits['feature']['usd_day'] );
	}

	public function test_where_no_secret_is_held_the_browser_is_sent_to_wordpress(): void {
		Aigw\Credentials::store( array( 'url' => 'https://gateway.example.com', 'kind' => 'key', 'credential' => 'aigw_sk_not_a_real_key' ) );

		$this->assertSame( array( 'stream' => false ), $this->post( 'token', array( 'config' => $this->config(), 'question' => 'x' ) )->get_data() );
	}

	public function test_an_answer_through_wordpress_is_cleaned_and_its_question_not_billed_twice(): void {
		$ids = array();
		$this->answer(
			function ( $args ) use ( &$ids, &$once ) {
				$once  = Jwt::claims( substr( $args['headers']['authorization'], 7 ) );
				$ids[] = json_decode( $args['body'], true )['request_id'];
				return array( 'headers' => array(), 'response' => array( 'code' => 200, 'message' => 'OK' ), 'cookies' => array(), 'filename' => null, 'body' => wp_json_encode( array( 'id' => 'r', 'model' => 'm', 'data' => array( 'choices' => array( array( 'message' => array( 'content' => 'Hi <script>alert(1)</script><b>you</b>' ) ) ) ), 'cost_usd' => 0.1 ) ) );
			}
		);
		$ask = array( 'config' => $this->config(), 'question' => 'x', 'id' => 'aaaabbbbccccdddd' );

		$answer = $this->post( 'ask', $ask );
		$this->post( 'ask', $ask );

		$this->assertSame( 200, $answer->get_status() );
		$this->assertStringNotContainsString( '<script', $answer->get_data()['html'] );
		$this->assertArrayNotHasKey( 'cost_usd', $answer->get_data() );
		$this->assertSame( $ids[0], $ids[1] );
		$this->assertSame( array( true, $ids[0] ), array( $once['once'], $once['jti'] ) );
	}

	public function test_that_the_gateway_refuses_the_site_is_not_the_visitors_fault(): void {
		$this->answer(
			function () {
				return array( 'headers' => array(), 'response' => array( 'code' => 401, 'message' => '' ), 'cookies' => array(), 'filename' => null, 'body' => '{"error":"invalid_token","detail":"secret detail"}' );
			}
		);

		$answer = $this->post( 'ask', array( 'config' => $this->config(), 'question' => 'x', 'id' => 'aaaabbbbccccdddd' ) );

		$this->assertSame( 502, $answer->get_status() );
		$this->assertStringNotContainsString( 'secret detail', (string) wp_json_encode( $answer->get_data() ) );
	}

	public function test_words_of_a_visitor_take_the_place_that_the_author_gave_them(): void {
		$question = new Question( array( 'prompt' => 'Translate: {question}', 'question' => true ), "a\x00b {title}" );

		$this->assertSame( array( array( 'role' => 'user', 'content' => 'Translate: ab {title}' ) ), $question->body( 'x', false )['messages'] );
	}

	public function test_only_public_pages_lend_their_words(): void {
		$open   = wp_insert_post( array( 'post_status' => 'publish', 'post_title' => 'Open', 'post_content' => '<p>Words</p>' ) );
		$hidden = wp_insert_post( array( 'post_status' => 'private', 'post_title' => 'Hidden', 'post_content' => 'Secret' ) );
		$say    = function ( $post ) {
			return ( new Question( array( 'prompt' => '{title}/{content}', 'post' => $post ), '' ) )->body( 'x', false )['messages'][0]['content'];
		};

		$this->assertSame( 'Open/Words', $say( $open ) );
		$this->assertSame( '/', $say( $hidden ) );
	}

	public function test_the_page_shows_a_kept_answer_to_its_visitor_alone(): void {
		$this->answer(
			function () {
				return array( 'headers' => array(), 'response' => array( 'code' => 200, 'message' => 'OK' ), 'cookies' => array(), 'filename' => null, 'body' => wp_json_encode( array( 'id' => 'r', 'model' => 'm', 'data' => array( 'choices' => array( array( 'message' => array( 'content' => 'Kept <img src=x onerror=alert(1)> words' ) ) ) ) ) ) );
			}
		);
		$attributes         = array( 'prompt' => 'Be kind.', 'model' => 'gpt-4o-mini', 'maxTokens' => 200, 'feature' => 'shop' );
		$sealed             = $this->config( array( 'prompt' => 'Be kind.', 'post' => (int) get_the_ID() ) );
		$_GET[ Form::ARG ]  = Form::answer( $sealed, '"><script>' );

		$mine                   = View::html( $attributes, '' );
		$_SERVER['REMOTE_ADDR'] = '198.51.100.7';
		$theirs                 = View::html( $attributes, '' );

		$this->assertStringContainsString( 'Kept', $mine );
		$this->assertStringContainsString( '&quot;&gt;&lt;script&gt;', $mine );
		$this->assertStringNotContainsString( '<img', $mine );
		$this->assertStringNotContainsString( '<script>', $mine );
		$this->assertStringNotContainsString( 'Kept', $theirs );
	}

	public function test_without_a_gateway_visitors_see_nothing(): void {
		Aigw\Credentials::forget();

		$this->assertSame( '', View::html( array( 'prompt' => 'x' ), '' ) );
	}

	public function test_refused_forms_fill_no_table(): void {
		global $wpdb;
		$count = static function () use ( $wpdb ): int {
			return (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->options} WHERE option_name LIKE '\\_transient\\_aigw\\_answer\\_%'" );
		};
		unset( $_SERVER['HTTP_ORIGIN'] ); // Of no page of this site.
		$before = $count();
		for ( $i = 0; $i < 10; $i++ ) {
			Form::answer( 'no.signature' . $i, 'Spam ' . $i );
			Form::answer( $this->config(), 'Spam ' . $i );
		}

		$this->assertLessThanOrEqual( $before + 1, $count() );
	}

	public function test_a_refused_form_says_why_to_who_sent_it(): void {
		$_GET[ Form::ARG ] = Form::answer( $this->config(), '  ' );
		$mine              = Form::kept( Sealed::name( $this->config() ) );
		$_SERVER['REMOTE_ADDR'] = '198.51.100.7';

		$this->assertStringContainsString( 'type a question', $mine['message'] );
		$this->assertSame( '', Form::kept( Sealed::name( $this->config() ) )['message'] );
	}

	public function test_a_page_that_is_taken_down_asks_no_more(): void {
		$post   = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'x', 'post_author' => 1 ) );
		$config = $this->config( array( 'post' => $post ) );
		$this->assertSame( 200, $this->post( 'token', array( 'config' => $config, 'question' => 'Hello?' ) )->get_status() );

		wp_update_post( array( 'ID' => $post, 'post_status' => 'draft' ) );
		$draft = $this->post( 'token', array( 'config' => $config, 'question' => 'Hello?' ) )->get_status();
		wp_set_current_user( 1 );
		$editor = $this->post( 'token', array( 'config' => $config, 'question' => 'Hello?' ) )->get_status();
		wp_set_current_user( 0 );
		wp_delete_post( $post, true );

		$this->assertSame( array( 403, 200, 403 ), array( $draft, $editor, $this->post( 'token', array( 'config' => $config, 'question' => 'Hello?' ) )->get_status() ) );
	}
}
